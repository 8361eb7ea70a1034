/** Settings that a request may override in the preset, for tests and experiments. */
export interface TrainOverrides {
  /** Side of the working square in pixels, a multiple of 16. */
  size: number;
  /** Channels of the segmenter's first level. */
  width: number;
  /** Real pairs per step. */
  batch: number;
  /** Time for the training; ignored if `segmenterSteps` is given. */
  seconds: number;
  generatorSteps: number;
  /** Number of segmenter steps, whatever time they take. */
  segmenterSteps: number;
}

/** Minimum and maximum of each setting; values outside would exhaust the memory or train nothing. */
export const OVERRIDE_BOUNDS: Readonly<Record<keyof TrainOverrides, readonly [number, number]>> = {
  size: [16, 512],
  width: [1, 128],
  batch: [1, 64],
  seconds: [1, 86_400],
  generatorSteps: [0, 100_000],
  segmenterSteps: [1, 100_000],
};

/** The working size must be a multiple of this. */
export const SIZE_STEP = 16;
