import type { TensorInfo } from '@tensorflow/tfjs';
import type { JobName } from './KernelModule';
import type { KernelModule } from './KernelModule';
import type { WasmKernel } from './WasmKernel';

export const selectMaximum2: WasmKernel<'SelectMaximum2'> = (module, { x, values }) => {
  const small = halved(module, x);
  resample(module, 'selectMaximumRow', x, small, values);
  return small;
};

export const scatterMaximum2: WasmKernel<'ScatterMaximum2'> = (module, { x, dy }) => {
  const dx = module.output(x.shape);
  resample(module, 'scatterMaximumRow', x, dy, dx);
  return dx;
};

export const upsample2: WasmKernel<'Upsample2'> = (module, { x }, { bilinear }) => {
  const [batch, rows, columns, channels] = x.shape;
  const large = module.output([batch, 2 * rows, 2 * columns, channels]);
  resample(module, bilinear ? 'bilinearRow' : 'repeatRow', large, x);
  return large;
};

export const upsample2Gradient: WasmKernel<'Upsample2Gradient'> = (module, { dy }, { bilinear }) => {
  const small = halved(module, dy);
  resample(module, bilinear ? 'bilinearGradientRow' : 'sumBlocksRow', dy, small);
  return small;
};

function halved(module: KernelModule, { shape }: TensorInfo): TensorInfo {
  const [batch, rows, columns, channels] = shape;
  return module.output([batch, rows / 2, columns / 2, channels]);
}

function resample(
  module: KernelModule,
  job: JobName,
  large: TensorInfo,
  small: TensorInfo,
  values?: TensorInfo,
): void {
  const [batch, rows, columns, channels] = small.shape;
  module.run(job, batch * rows, [
    ...[module.address(large), module.address(small), values ? module.address(values) : 0],
    ...[rows, columns, channels],
  ]);
}
