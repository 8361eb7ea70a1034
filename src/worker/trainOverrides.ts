/** What a request may set instead of the preset, for tests and experiments. */
export interface TrainOverrides {
  /** Working size in pixels, a multiple of 16. */
  size: number;
  /** Channels of the first level of the segmenter. */
  width: number;
  /** Real pairs in a step. */
  batch: number;
  generatorSteps: number;
  segmenterSteps: number;
}

/** Least and most of each; what lies outside would exhaust the memory, or train nothing. */
export const OVERRIDE_BOUNDS: Readonly<Record<keyof TrainOverrides, readonly [number, number]>> = {
  size: [16, 512],
  width: [1, 128],
  batch: [1, 64],
  generatorSteps: [0, 100_000],
  segmenterSteps: [1, 100_000],
};

/** The working size is a multiple of this. */
export const SIZE_STEP = 16;
