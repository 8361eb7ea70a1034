import type * as tf from '@tensorflow/tfjs';
import type {
  ConvolutionFilterGradientAttributes,
  ConvolutionGeometry,
  ConvolutionInputGradientAttributes,
  Padding,
} from '../backends/kernels/contract';
import { convolutionSizes } from '../backends/kernels/convolutionSizes';
import { channelSums } from './channelSums';
import { registerKernelGradient } from './registerKernelGradient';
import { runKernel } from './runKernel';

/** Options of {@link convolve}. */
export interface ConvolveOptions {
  stride?: 1 | 2;
  /** Distance between taps in pixels; 1 by default. */
  dilation?: number;
  /** Zero rows and columns around the image: [top, bottom, left, right]. */
  padding?: Padding;
  /** Added to each output channel, [out]. */
  bias?: tf.Tensor1D;
  /**
   * Factor of negative results; 1, the default, leaves them unchanged. For prediction: with another one there
   * is no gradient, since it would need the result again.
   */
  slope?: number;
  /** A promise that the result is normalised with its own statistics next, which is faster then. */
  isNormalised?: boolean;
}

/**
 * 2-D convolution (cross-correlation, as usual in deep learning).
 *
 * It is bilinear, and so are its two gradients: with <a, b> the sum of products,
 *   <convolve(x, w), dy> = <x, inputGradient(dy, w)> = <w, filterGradient(x, dy)>.
 * Each of the three thus has the other two as its gradients, so all are differentiable any number of times.
 * Only requested gradients are computed.
 *
 * @param x [batch, rows, columns, in]
 * @param filter [kernelRows, kernelColumns, in, out]
 * @returns [batch, floor((rows + top + bottom - dilation (kernelRows - 1) - 1) / stride) + 1, ..., out]
 * @throws Error naming the shapes if they do not match
 */
export function convolve(x: tf.Tensor4D, filter: tf.Tensor4D, options: ConvolveOptions = {}): tf.Tensor4D {
  const { bias, slope, isNormalised, ...given } = options;
  const geometry = completeGeometry(given);
  const { outputs } = convolutionSizes(x.shape, filter.shape, geometry);
  if (bias && (bias.shape.length !== 1 || bias.shape[0] !== outputs)) {
    throw new Error(
      `convolve: the kernel makes ${outputs} channels, so bias must be [${outputs}], not [${bias.shape.join(', ')}].`,
    );
  }
  return runKernel('Convolution', { x, filter, bias }, { ...geometry, slope, isNormalised });
}

/** Fills in the defaults of the geometry: stride 1, dilation 1, no padding. */
export function completeGeometry({
  stride = 1,
  dilation = 1,
  padding = [0, 0, 0, 0],
}: Omit<ConvolveOptions, 'bias' | 'slope' | 'isNormalised'>): ConvolutionGeometry {
  return { stride, dilation, padding };
}

/**
 * The gradient of {@link convolve} by its input, which is also a transposed convolution of dy.
 *
 * @param dy [batch, outputRows, outputColumns, out]
 * @param filter [kernelRows, kernelColumns, in, out]
 * @returns [batch, rows, columns, in]
 */
export function convolveInputGradient(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: ConvolutionInputGradientAttributes,
): tf.Tensor4D {
  return runKernel('ConvolutionInputGradient', { dy, filter }, attributes);
}

function convolveFilterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  attributes: ConvolutionFilterGradientAttributes,
): tf.Tensor4D {
  return runKernel('ConvolutionFilterGradient', { x, dy }, attributes);
}

const inputSize = ({ shape: [, rows, columns] }: tf.Tensor4D) => ({ rows, columns });
const kernelSize = ({ shape: [kernelRows, kernelColumns] }: tf.Tensor4D) => ({ kernelRows, kernelColumns });

registerKernelGradient('Convolution', {
  save: ['x', 'filter'],
  gradients: ({ dy, saved: { x, filter }, attributes }) => {
    if ((attributes.slope ?? 1) !== 1) {
      throw new Error('convolve: has no gradient with a slope; rectify its result instead.');
    }
    const geometry = completeGeometry(attributes);
    return {
      x: () => convolveInputGradient(dy, filter, { ...geometry, ...inputSize(x) }),
      filter: () => convolveFilterGradient(x, dy, { ...geometry, ...kernelSize(filter) }),
      bias: () => channelSums(dy),
    };
  },
});

registerKernelGradient('ConvolutionInputGradient', {
  save: ['dy', 'filter'],
  gradients: ({ dy: image, saved: { dy, filter }, attributes }) => {
    const geometry = completeGeometry(attributes);
    return {
      dy: () => runKernel('Convolution', { x: image, filter }, geometry),
      filter: () => convolveFilterGradient(image, dy, { ...geometry, ...kernelSize(filter) }),
    };
  },
});

registerKernelGradient('ConvolutionFilterGradient', {
  save: ['x', 'dy'],
  gradients: ({ dy: filter, saved: { x, dy }, attributes }) => {
    const geometry = completeGeometry(attributes);
    return {
      x: () => convolveInputGradient(dy, filter, { ...geometry, ...inputSize(x) }),
      dy: () => runKernel('Convolution', { x, filter }, geometry),
    };
  },
});
