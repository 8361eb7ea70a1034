import type { Rank, TensorInfo } from '@tensorflow/tfjs';

/**
 * The kernels that our operations need in addition to TF.js's: inputs, results and attributes of each. Every
 * backend implements all of them (`cpu/` in plain loops, `wasm/` in SIMD, `webgpu/` in WGSL);
 * `../registry.ts` lists them. Images are float32 [batch, rows, columns, channels].
 *
 * The kernels form families that are closed under differentiation. Operations built on them are therefore
 * differentiable any number of times without a kernel for each order; see the operation's file.
 */
export interface Kernels {
  /** y. `filter` is [kernelRows, kernelColumns, in, out], `bias` [out]. */
  Convolution: {
    inputs: { x: Rank.R4; filter: Rank.R4; bias?: Rank.R1 };
    attributes: ConvolutionAttributes;
    outputs: Rank.R4;
  };
  /** dx of shape [batch, rows, columns, in]; also the transposed convolution. */
  ConvolutionInputGradient: {
    inputs: { dy: Rank.R4; filter: Rank.R4 };
    attributes: ConvolutionInputGradientAttributes;
    outputs: Rank.R4;
  };
  /** dfilter of shape [kernelRows, kernelColumns, in, out]. */
  ConvolutionFilterGradient: {
    inputs: { x: Rank.R4; dy: Rank.R4 };
    attributes: ConvolutionFilterGradientAttributes;
    outputs: Rank.R4;
  };
  /** The sum over batch, rows and columns, [channels]. */
  ChannelSums: { inputs: { x: Rank.R4 }; attributes: NoAttributes; outputs: Rank.R1 };
  /**
   * y = rectify((x - mean) / sqrt(variance + epsilon) * gamma + beta) with the mean and biased variance of
   * each channel over each group, both [groups, channels].
   */
  Normalise: {
    inputs: { x: Rank.R4; gamma: Rank.R1; beta: Rank.R1 };
    attributes: NormaliseAttributes;
    outputs: [y: Rank.R4, mean: Rank.R2, variance: Rank.R2];
  };
  NormaliseGradient: {
    inputs: { x: Rank.R4; gamma: Rank.R1; beta: Rank.R1; mean: Rank.R2; variance: Rank.R2; dy: Rank.R4 };
    attributes: NormaliseAttributes;
    outputs: [dx: Rank.R4, dgamma: Rank.R1, dbeta: Rank.R1];
  };
  /** rectify(x * scale + offset), `scale` and `offset` [channels]. */
  Affine: {
    inputs: { x: Rank.R4; scale: Rank.R1; offset: Rank.R1 };
    attributes: RectifyAttributes;
    outputs: Rank.R4;
  };
  /** x where x > 0, else slope * x. Any shape. */
  Rectify: { inputs: { x: Rank }; attributes: RectifyAttributes; outputs: Rank };
  /** dy where x > 0, else slope * dy. Any shape. */
  RectifyGradient: { inputs: { x: Rank; dy: Rank }; attributes: RectifyAttributes; outputs: Rank };
  /**
   * [batch, rows / 2, columns / 2, channels]: from every 2x2 block of `values`, the one where `x` has its
   * maximum (the first in reading order if several are equal). Max-pooling is the case values = x.
   */
  SelectMaximum2: { inputs: { x: Rank.R4; values: Rank.R4 }; attributes: NoAttributes; outputs: Rank.R4 };
  /** Same shape as x: `dy` where `x` has the maximum of its 2x2 block, 0 elsewhere. */
  ScatterMaximum2: { inputs: { x: Rank.R4; dy: Rank.R4 }; attributes: NoAttributes; outputs: Rank.R4 };
  /** [batch, 2 rows, 2 columns, channels]. */
  Upsample2: { inputs: { x: Rank.R4 }; attributes: Upsample2Attributes; outputs: Rank.R4 };
  /** The adjoint of Upsample2, [batch, rows / 2, columns / 2, channels]. */
  Upsample2Gradient: { inputs: { dy: Rank.R4 }; attributes: Upsample2Attributes; outputs: Rank.R4 };
  /** Concatenates a and b along the channels. */
  Concatenate: { inputs: { a: Rank.R4; b: Rank.R4 }; attributes: NoAttributes; outputs: Rank.R4 };
  /** The inverse of Concatenate: the first channels and the others. */
  SplitChannels: {
    inputs: { x: Rank.R4 };
    attributes: SplitChannelsAttributes;
    outputs: [a: Rank.R4, b: Rank.R4];
  };
  /**
   * [8, 8, out, in]: the sum of k4, k6 and k8 weighted by softmax(logits), with the smaller kernels, [4, 4,
   * out, in] and [6, 6, out, in], in the middle; `logits` is [3].
   */
  MixKernels: {
    inputs: { k4: Rank.R4; k6: Rank.R4; k8: Rank.R4; logits: Rank.R1 };
    attributes: NoAttributes;
    outputs: Rank.R4;
  };
  /** The gradients of MixKernels by the kernels. */
  MixKernelsGradient: {
    inputs: { dy: Rank.R4; logits: Rank.R1 };
    attributes: NoAttributes;
    outputs: [dk4: Rank.R4, dk6: Rank.R4, dk8: Rank.R4];
  };
  /** See `ops/segmentationLoss`; overlap and total are both [batch, classes - 1]. */
  SegmentationLoss: {
    inputs: { logits: Rank.R4; target: Rank.R4 };
    attributes: SegmentationLossAttributes;
    outputs: [loss: Rank.R0, overlap: Rank.R2, total: Rank.R2];
  };
  /** dlogits, the same shape as logits. */
  SegmentationLossGradient: {
    inputs: { logits: Rank.R4; target: Rank.R4; overlap: Rank.R2; total: Rank.R2; dy: Rank.R0 };
    attributes: SegmentationLossAttributes;
    outputs: Rank.R4;
  };
}

/** The kernels that change some of their tensors in place and return none, with their attributes. */
export interface InPlaceKernels {
  /** [...parameters, ...gradients, m, v]; `m` and `v` are flat, concatenated over all parameters in order. */
  Adam: AdamAttributes;
  /** [...parameters, ...gradients, square, momentum]; the last two are flat, as for Adam. */
  RMSProp: RMSPropAttributes;
  /**
   * [...kernels, ...gradients, momentum]; `momentum` is flat. A kernel of any rank is a matrix from all
   * values under it to its last axis.
   */
  Muon: MuonAttributes;
  /** [...averages, ...parameters]: average += (1 - decay) (parameter - average). */
  MovingAverage: MovingAverageAttributes;
}

export type KernelName = keyof Kernels;
export type InPlaceKernelName = keyof InPlaceKernels;

/** A kernel's inputs by name, each as a `Tensor`. */
export type Inputs<Name extends KernelName, Tensor> = {
  readonly [Input in keyof Kernels[Name]['inputs']]: Tensor;
};

export type Attributes<Name extends KernelName> = Kernels[Name]['attributes'];

/** A kernel's results: one `Tensor` or several. */
export type Outputs<Name extends KernelName, Tensor> = Each<Kernels[Name]['outputs'], Tensor>;

type Each<Ranks, Tensor> = Ranks extends readonly unknown[] ? { [Place in keyof Ranks]: Tensor } : Tensor;

/**
 * A kernel on one backend: creates its outputs and fills them. `Device` is the backend's interface for
 * running kernels.
 */
export type BackendKernel<Device, Name extends KernelName> = (
  device: Device,
  inputs: Inputs<Name, TensorInfo>,
  attributes: Attributes<Name>,
) => Outputs<Name, TensorInfo>;

/** The same for in-place kernels. */
export type BackendInPlaceKernel<Device, Name extends InPlaceKernelName> = (
  device: Device,
  tensors: readonly TensorInfo[],
  attributes: InPlaceKernels[Name],
) => void;

export type NoAttributes = Readonly<Record<string, never>>;

/** Zero rows and columns around an image: [top, bottom, left, right]; each 0 .. dilation * (kernel - 1). */
export type Padding = readonly [number, number, number, number];

/** Where the taps of a convolution lie. */
export interface ConvolutionGeometry {
  stride: 1 | 2;
  /** Distance between taps in pixels; 1 is an ordinary convolution. */
  dilation: number;
  padding: Padding;
}

/** Geometry of a convolution and the rectification of its result, for prediction. */
export interface ConvolutionAttributes extends ConvolutionGeometry {
  /** See {@link RectifyAttributes}; 1 if left out. */
  slope?: number;
  /** A promise that Normalise is run on the result, so that a backend may compute statistics along. */
  isNormalised?: boolean;
}

/** Geometry of the forward convolution and the size of its input, which its output does not determine. */
export interface ConvolutionInputGradientAttributes extends ConvolutionGeometry {
  /** Size of the input of the forward convolution, i.e. of this gradient. */
  rows: number;
  columns: number;
}

/** Geometry of the forward convolution and the size of its kernel. */
export interface ConvolutionFilterGradientAttributes extends ConvolutionGeometry {
  kernelRows: number;
  kernelColumns: number;
}

/** Attributes of kernels with a rectification. */
export interface RectifyAttributes {
  /** Factor of negative values: 0 is ReLU, 0.2 pix2pix's LeakyReLU, 1 no rectification. */
  slope: number;
}

/** Attributes of a normalisation followed by a rectification. */
export interface NormaliseAttributes extends RectifyAttributes {
  /** Statistics over the whole `batch` (one group) or over each `instance` (one group per image). */
  over: 'batch' | 'instance';
  epsilon: number;
}

/** Attributes of doubling rows and columns. */
export interface Upsample2Attributes {
  /** Bilinear as in PyTorch with align_corners=False (edges repeated), otherwise nearest. */
  bilinear: boolean;
}

/** Attributes of splitting channels in two. */
export interface SplitChannelsAttributes {
  /** Number of channels of the first part. */
  first: number;
}

/** Attributes of the segmenter's loss. */
export interface SegmentationLossAttributes {
  /** Added to numerator and denominator of the soft Dice. */
  smooth: number;
}

/** Settings of an Adam step, see `ops/optimisers/Adam`. */
export interface AdamAttributes {
  rate: number;
  beta1: number;
  beta2: number;
  /** Added outside the square root, as in PyTorch. */
  epsilon: number;
  /** Counts from 1; used for correcting the moments' bias. */
  step: number;
}

/** Settings of an RMSprop step, see `ops/optimisers/RMSProp`. */
export interface RMSPropAttributes {
  rate: number;
  /** Decay of the running mean of squared gradients (PyTorch's alpha), 0..1. */
  decay: number;
  momentum: number;
  epsilon: number;
  /** Factor of the L2 penalty added to the gradient. */
  weightDecay: number;
}

/** Settings of a Muon step, see `ops/optimisers/Muon`. */
export interface MuonAttributes {
  rate: number;
  /** Share of the old momentum that is kept, 0 < momentum < 1. */
  momentum: number;
  /** Share of the weights, multiplied by the rate, that a step takes away. */
  weightDecay: number;
}

/** Share of the old average that is kept, 0..1. */
export interface MovingAverageAttributes {
  decay: number;
}
