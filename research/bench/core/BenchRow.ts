export type StepName = 'segmenter' | 'generator' | 'discriminator' | 'predict';
export const STEP_NAMES: readonly StepName[] = ['segmenter', 'generator', 'discriminator', 'predict'];

export type BenchBackend = 'wasm' | 'webgpu' | 'cpu';

/** Plan of the measurements in one process or page; plain values, because it is sent to a Worker. */
export interface BenchPlan {
  backend: BenchBackend;
  steps: StepName[];
  sizes: number[];
  widths: number[];
  /** Images per training step; prediction always takes one image. */
  batch: number;
  /** Timed steps per side. */
  repeats: number;
  /** Untimed steps per side before the timed ones. */
  warmUp: number;
  /** Steps of our implementation during which bytes and tensors must not change; 0 skips the check. */
  soak: number;
  /** Whether to run the stock networks as well. */
  stock: boolean;
  /** Number of WASM threads, if threads are available. */
  threads: number;
  /**
   * Whether our convolutions hold their tiles in half precision (true only on WebGPU); each case runs once
   * for each value.
   */
  halves: boolean[];
}

/** Figures of one side; times in milliseconds. */
export interface Figures {
  ms: number;
  msMin: number;
  msMax: number;
  gflops: number;
  /** Compute dispatches (WebGPU) or kernels (other backends) per step; null if not counted (PyTorch). */
  dispatches: number | null;
  /** Maximum bytes in tensors during a step: weights, optimiser and activations, without the batch itself. */
  peakBytes: number;
  /** Bytes in tensors between two steps. */
  steadyBytes?: number;
  /**
   * The backend's own memory after warm-up, in bytes: the WASM heap or GPU buffers, for the whole process so
   * far.
   */
  heapBytes?: number | null;
}

export interface SoakResult {
  steps: number;
  /** Tensors left over after the soak; 0 unless it leaks. */
  tensors: number;
  bytes: number;
  heapBytes: number;
}

export interface BenchRow {
  backend: BenchBackend;
  step: StepName;
  size: number;
  width: number;
  batch: number;
  ours: Figures;
  stock: Figures | null;
  torch: Figures | null;
  /** The backend's best stock product of square matrices in the same run, GFLOP/s. */
  matmulGflops: number;
  /** Its best stock 3x3 forward convolution over the shapes of `core/references.ts`, GFLOP/s. */
  conv2dGflops: number;
  /** The same at [4, 64, 64, 16] -> 16. */
  conv2dGflops16: number;
  threads: number;
  half: boolean;
  /** Device name from the backend, e.g. "WebGPU (nvidia ampere)". */
  device: string;
  /** Number of trainable scalars in the network that the step updates. */
  parameters: number;
  /** Loss of the first step from the same weights. */
  loss: { ours: number; stock: number | null };
  soak: SoakResult | null;
}
