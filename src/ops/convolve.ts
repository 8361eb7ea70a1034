import * as tf from '@tensorflow/tfjs';
import type {
  ConvolutionFilterGradientAttributes,
  ConvolutionGeometry,
  ConvolutionInputGradientAttributes,
  Padding,
} from '../backends/kernels/contract';
import { Kernel } from '../backends/kernels/contract';
import { convolutionSizes } from '../backends/kernels/convolutionSizes';
import { channelSums } from './channelSums';
import { runKernel } from './runKernel';

export interface ConvolveOptions {
  stride?: 1 | 2;
  /** Distance between taps, pixels. */
  dilation?: number;
  /** Zero rows and columns around the image: [top, bottom, left, right]. */
  padding?: Padding;
  /** Added to each output channel, [out]. */
  bias?: tf.Tensor1D;
}

/**
 * 2-D convolution (cross-correlation, as everywhere in deep learning).
 *
 * It is bilinear, and so are its two gradients: with <a, b> the sum of products,
 * <convolve(x, w), dy> = <x, inputGradient(dy, w)> = <w, filterGradient(x, dy)>. So each of the three has the other
 * two for gradients, and all can be differentiated any number of times; only gradients that are asked for are computed.
 *
 * @param x [batch, rows, columns, in]
 * @param filter [kernelRows, kernelColumns, in, out]
 * @returns [batch, floor((rows + top + bottom - dilation (kernelRows - 1) - 1) / stride) + 1, ..., out]
 * @throws Error naming the shapes when they do not fit each other
 */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, options: ConvolveOptions = {}): tf.Tensor4D {
  const { bias, ...given } = options;
  const geometry = completeGeometry(given);
  const { outputs } = convolutionSizes(x.shape, filter.shape, geometry);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== outputs)) {
    throw new Error(
      `convolve: the kernel makes ${outputs} channels, so bias must be [${outputs}], not [${bias.shape.join(', ')}].`,
    );
  }
  return runKernel(Kernel.Convolution, { x, filter, bias }, geometry);
}

/** Geometry with nothing left open: stride 1, dilation 1, no padding where not said. */
export function completeGeometry({
  stride = 1,
  dilation = 1,
  padding = [0, 0, 0, 0],
}: Omit<ConvolveOptions, 'bias'>): ConvolutionGeometry {
  return { stride, dilation, padding };
}

/** The gradient of {@link convolve} by its input, which is also a transposed convolution of dy. */
export function convolveInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: ConvolutionInputGradientAttributes,
): tf.Tensor4D {
  return runKernel(Kernel.ConvolutionInputGradient, { dy, filter }, attributes);
}

function convolveFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: ConvolutionFilterGradientAttributes,
): tf.Tensor4D {
  return runKernel(Kernel.ConvolutionFilterGradient, { x, dy }, attributes);
}

const inputSize = ({ shape: [, rows, columns] }: tf.Tensor4D) => ({ rows, columns });
const kernelSize = ({ shape: [kernelRows, kernelColumns] }: tf.Tensor4D) => ({ kernelRows, kernelColumns });
const geometryOf = (attributes: unknown): ConvolutionGeometry =>
  completeGeometry(attributes as ConvolutionGeometry);

tf.registerGradient({
  kernelName: Kernel.Convolution,
  inputsToSave: ['x', 'filter'],
  gradFunc: (dyGiven, saved, attributes) => {
    const dy = dyGiven as tf.Tensor4D;
    const [x, filter] = saved as tf.Tensor4D[];
    const geometry = geometryOf(attributes);
    return {
      x: () => convolveInputGradient(dy, filter, { ...geometry, ...inputSize(x) }),
      filter: () => convolveFilterGradient(x, dy, { ...geometry, ...kernelSize(filter) }),
      bias: () => channelSums(dy),
    };
  },
});

tf.registerGradient({
  kernelName: Kernel.ConvolutionInputGradient,
  inputsToSave: ['dy', 'filter'],
  gradFunc: (cotangent, saved, attributes) => {
    const image = cotangent as tf.Tensor4D;
    const [dy, filter] = saved as tf.Tensor4D[];
    const geometry = geometryOf(attributes);
    return {
      dy: () => runKernel<tf.Tensor4D>(Kernel.Convolution, { x: image, filter }, geometry),
      filter: () => convolveFilterGradient(image, dy, { ...geometry, ...kernelSize(filter) }),
    };
  },
});

tf.registerGradient({
  kernelName: Kernel.ConvolutionFilterGradient,
  inputsToSave: ['x', 'dy'],
  gradFunc: (cotangent, saved, attributes) => {
    const filter = cotangent as tf.Tensor4D;
    const [x, dy] = saved as tf.Tensor4D[];
    const geometry = geometryOf(attributes);
    return {
      x: () => convolveInputGradient(dy, filter, { ...geometry, ...inputSize(x) }),
      dy: () => runKernel<tf.Tensor4D>(Kernel.Convolution, { x, filter }, geometry),
    };
  },
});
