export type StepName = 'segmenter' | 'generator' | 'discriminator' | 'predict';
export const STEP_NAMES: readonly StepName[] = ['segmenter', 'generator', 'discriminator', 'predict'];

export type BenchBackend = 'wasm' | 'webgpu' | 'cpu';

/** What one process or one page measures; plain values, as they travel to a Worker. */
export interface BenchPlan {
  backend: BenchBackend;
  steps: StepName[];
  sizes: number[];
  widths: number[];
  /** Images in a training step; prediction takes one image always. */
  batch: number;
  /** Timed steps of each side. */
  repeats: number;
  /** Untimed steps of each side before. */
  warmUp: number;
  /** Steps of ours over which bytes and tensors must stay as they are; 0 skips the check. */
  soak: number;
  /** Whether the stock networks run, too. */
  stock: boolean;
  /** Threads of WASM, where there can be more than one. */
  threads: number;
  /**
   * Each case once for each: whether our convolutions hold their tiles in half precision; true on WebGPU
   * only.
   */
  halves: boolean[];
}

/** Figures of one side; times in milliseconds. */
export interface Figures {
  ms: number;
  msMin: number;
  msMax: number;
  gflops: number;
  /**
   * Of one step. WebGPU: compute dispatches. Others: kernels run. Null where they are not counted (PyTorch).
   */
  dispatches: number | null;
  /**
   * The most bytes in tensors during a step: weights, optimiser and activations, without the batch itself.
   */
  peakBytes: number;
  /** The same between two steps. */
  steadyBytes?: number;
  /**
   * The backend's own memory after warm-up: the heap of WASM or buffers on the GPU. Of the whole process so
   * far.
   */
  heapBytes?: number | null;
}

export interface SoakResult {
  steps: number;
  /** What one soak left over; 0 unless it leaks. */
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
  /** The backend's best stock product of square matrices in the same run. */
  matmulGflops: number;
  /** Its best stock 3x3 convolution forward, over the shapes of `core/references.ts`. */
  conv2dGflops: number;
  /** The same at [4, 64, 64, 16] -> 16. */
  conv2dGflops16: number;
  threads: number;
  half: boolean;
  /** In the words of the backend, e.g. "WebGPU (nvidia ampere)". */
  device: string;
  /** Learnt scalars of the network that the step moves. */
  parameters: number;
  /** Of the first step from the same weights. */
  loss: { ours: number; stock: number | null };
  soak: SoakResult | null;
}
