import { sizeOf } from '../kernels/sizeOf';
import { floatField } from './KernelModule';
import type { WasmKernel } from './WasmKernel';
import { ITEM_VALUES } from './WasmKernel';

export const rectify: WasmKernel<'Rectify'> = (module, { x }, { slope }) => {
  const y = module.output(x.shape);
  const size = sizeOf(x.shape);
  const fields = [module.address(x), 0, 0, module.address(y), size, ITEM_VALUES, 1, floatField(slope)];
  module.run('rectifyItem', Math.ceil(size / ITEM_VALUES), fields);
  return y;
};

export const rectifyGradient: WasmKernel<'RectifyGradient'> = (module, { x, dy }, { slope }) => {
  const dx = module.output(x.shape);
  const size = sizeOf(x.shape);
  const addresses = [module.address(x), module.address(dy), 0, module.address(dx)];
  module.run('rectifyGradientItem', Math.ceil(size / ITEM_VALUES), [
    ...addresses,
    ...[size, ITEM_VALUES, 1, floatField(slope)],
  ]);
  return dx;
};
