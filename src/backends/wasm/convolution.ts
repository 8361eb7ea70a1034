import { convolutionSizes } from '../kernels/convolutionSizes';
import { filterGradientSizes } from '../kernels/filterGradientSizes';
import { inputGradientSizes } from '../kernels/inputGradientSizes';
import { sizeOf } from '../kernels/sizeOf';
import { convolveDirectly, filterGradientDirectly, targetOf } from './directConvolution';
import { gatherBackward, gatherForward } from './gathering';
import { usesWinograd } from './usesWinograd';
import type { WasmKernel } from './WasmKernel';
import { convolveByWinograd } from './winogradConvolution';
import { filterGradientByWinograd } from './winogradFilterGradient';

export const convolution: WasmKernel<'Convolution'> = (module, { x, filter, bias }, attributes) => {
  const sizes = convolutionSizes(x.shape, filter.shape, attributes);
  const y = module.output([sizes.batch, sizes.outputRows, sizes.outputColumns, sizes.outputs]);
  const gathering = gatherForward(module.address(x), sizes, attributes);
  const finish = { bias, slope: attributes.slope };
  if (usesWinograd(gathering, sizes.outputs)) {
    convolveByWinograd(module, gathering, filter, false, y, finish);
  } else {
    convolveDirectly(module, gathering, filter, false, targetOf(y, module.address(y)), finish);
  }
  return y;
};

/** The phases [row, column] of the input's pixels, by stride. */
const PHASES = {
  1: [[0, 0]],
  2: [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ],
} as const;

/**
 * The gradient by the input is also a convolution of dy. Stride 1: with the flipped kernel. Stride 2: one
 * convolution for each of the four phases of the input's pixels, with the taps of the kernel that reach them.
 */
export const inputGradient: WasmKernel<'ConvolutionInputGradient'> = (module, { dy, filter }, attributes) => {
  const sizes = inputGradientSizes(dy.shape, filter.shape, attributes);
  const dx = module.output([sizes.batch, sizes.rows, sizes.columns, sizes.inputs]);
  const [from, to] = [module.address(dy), module.address(dx)];
  const phases = PHASES[attributes.stride];
  const gatherings = phases.map((phase) => gatherBackward(from, sizes, attributes, phase));
  if (phases.length === 1 && usesWinograd(gatherings[0], sizes.inputs)) {
    convolveByWinograd(module, gatherings[0], filter, true, dx);
    return dx;
  }
  // Pixels not reached by any tap stay zero.
  if (gatherings.some(({ rows, columns }) => rows.taps * columns.taps === 0)) {
    module.zero(to, 4 * sizeOf(dx.shape));
  }
  gatherings.forEach((gathering, i) => {
    const { rows, columns } = gathering;
    if (rows.taps * columns.taps * rows.grid * columns.grid === 0) return;
    const target = targetOf(dx, to, attributes.stride, phases[i]);
    convolveDirectly(module, gathering, filter, true, target);
  });
  return dx;
};

export const filterGradient: WasmKernel<'ConvolutionFilterGradient'> = (module, { x, dy }, attributes) => {
  const sizes = filterGradientSizes(x.shape, dy.shape, attributes);
  const { kernelRows, kernelColumns, inputs, outputs } = sizes;
  const gradient = module.output([kernelRows, kernelColumns, inputs, outputs]);
  const gathering = gatherForward(module.addressWithSlack(x, 'copy of x'), sizes, attributes);
  const compute = usesWinograd(gathering, outputs) ? filterGradientByWinograd : filterGradientDirectly;
  compute(module, gathering, dy, gradient);
  return gradient;
};
