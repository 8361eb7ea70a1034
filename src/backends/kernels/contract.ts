/**
 * The kernels that our operations need beyond those of TF.js: what each computes, for every backend that implements
 * it (`cpu/` plainly, `wasm/` in SIMD, `webgpu/` in WGSL). Images are float32 [batch, rows, columns, channels].
 *
 * The kernels come in families that are closed under differentiation, so that an operation built on them can be
 * differentiated any number of times without a kernel for each order; see the operation's file.
 */
export const Kernel = {
  /** {x, filter, bias?} -> y. `filter` is [kernelRows, kernelColumns, in, out], `bias` [out]. */
  Convolution: 'FewShotConvolution',
  /** {dy, filter} -> dx of shape [batch, rows, columns, in]; also the transposed convolution. */
  ConvolutionInputGradient: 'FewShotConvolutionInputGradient',
  /** {x, dy} -> dfilter of shape [kernelRows, kernelColumns, in, out]. */
  ConvolutionFilterGradient: 'FewShotConvolutionFilterGradient',
  /** {x} -> [channels], the sum over batch, rows and columns. */
  ChannelSums: 'FewShotChannelSums',
  /**
   * {x, gamma, beta} -> [y, mean, variance]: y = rectify((x - mean) / sqrt(variance + epsilon) * gamma + beta) with the
   * mean and biased variance of each channel over each group, both [groups, channels].
   */
  Normalise: 'FewShotNormalise',
  /** {x, gamma, beta, mean, variance, dy} -> [dx, dgamma, dbeta]. */
  NormaliseGradient: 'FewShotNormaliseGradient',
  /** {x, scale, offset} -> rectify(x * scale + offset), `scale` and `offset` [channels]. */
  Affine: 'FewShotAffine',
  /** {x} -> x where x > 0, else slope * x. Any shape. */
  Rectify: 'FewShotRectify',
  /** {x, dy} -> dy where x > 0, else slope * dy. Any shape. */
  RectifyGradient: 'FewShotRectifyGradient',
  /**
   * {x, values} -> [batch, rows / 2, columns / 2, channels]: of every 2x2 block of `values` the one where `x` has its
   * maximum (the first in reading order where several are equal). Max-pooling is this with values = x.
   */
  SelectMaximum2: 'FewShotSelectMaximum2',
  /** {x, dy} -> shape of x: `dy` put where `x` has the maximum of its 2x2 block, 0 elsewhere. */
  ScatterMaximum2: 'FewShotScatterMaximum2',
  /** {x} -> [batch, 2 rows, 2 columns, channels]. */
  Upsample2: 'FewShotUpsample2',
  /** {dy} -> the adjoint of {@link Kernel.Upsample2}, [batch, rows / 2, columns / 2, channels]. */
  Upsample2Gradient: 'FewShotUpsample2Gradient',
  /** {a, b} -> both along the last axis. */
  Concatenate: 'FewShotConcatenate',
  /** {x} -> channels begin .. begin + size - 1. */
  ChannelSlice: 'FewShotChannelSlice',
  /** {logits, target} -> [loss (scalar), overlap, total]; the last two [classes - 1], see `ops/segmentationLoss`. */
  SegmentationLoss: 'FewShotSegmentationLoss',
  /** {logits, target, overlap, total, dy (scalar)} -> dlogits. */
  SegmentationLossGradient: 'FewShotSegmentationLossGradient',
  /** [...parameters, ...gradients, m, v], updated in place -> []. `m` and `v` are flat, all parameters in order. */
  Adam: 'FewShotAdam',
  /** [...parameters, ...gradients, square, momentum], updated in place -> []. The last two are flat. */
  RMSProp: 'FewShotRMSProp',
  /** [...averages, ...parameters], the averages updated in place -> []: average += (1 - decay) (parameter - average). */
  MovingAverage: 'FewShotMovingAverage',
} as const;

/** Zero rows and columns around an image: [top, bottom, left, right]; each >= 0 and <= dilation * (kernel - 1). */
export type Padding = readonly [number, number, number, number];

/** Where the taps of a convolution fall. */
export interface ConvolutionGeometry {
  stride: 1 | 2;
  /** Distance between taps, pixels; 1 is an ordinary convolution. */
  dilation: number;
  padding: Padding;
}

export type ConvolutionAttributes = ConvolutionGeometry;

export interface ConvolutionInputGradientAttributes extends ConvolutionGeometry {
  /** Size of the input whose gradient this is. */
  rows: number;
  columns: number;
}

export interface ConvolutionFilterGradientAttributes extends ConvolutionGeometry {
  kernelRows: number;
  kernelColumns: number;
}

export interface RectifyAttributes {
  /** Factor of negative values: 0 is ReLU, 0.2 pix2pix's LeakyReLU, 1 no rectification. */
  slope: number;
}

export interface NormaliseAttributes extends RectifyAttributes {
  /** Statistics over the whole `batch` (one group) or over each `instance` (as many groups as images). */
  over: 'batch' | 'instance';
  epsilon: number;
}

export interface Upsample2Attributes {
  /** Bilinear as PyTorch with align_corners=False (edges repeated), else nearest. */
  bilinear: boolean;
}

export interface ChannelSliceAttributes {
  begin: number;
  size: number;
}

export interface SegmentationLossAttributes {
  /** Added to numerator and denominator of the soft Dice. */
  smooth: number;
}

export interface AdamAttributes {
  rate: number;
  beta1: number;
  beta2: number;
  /** Outside of the square root, as in PyTorch. */
  epsilon: number;
  /** 1 at the first step; corrects the moments' bias. */
  step: number;
}

export interface RMSPropAttributes {
  rate: number;
  /** Of the running mean of squared gradients (PyTorch's alpha). */
  decay: number;
  momentum: number;
  epsilon: number;
  /** L2 penalty added to the gradient. */
  weightDecay: number;
}

export interface MovingAverageAttributes {
  decay: number;
}
