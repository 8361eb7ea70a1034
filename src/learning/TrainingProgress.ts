import type { Channels } from '../data/Channels';

/** Stages of a training. */
export type TrainStage = 'preparing' | 'generator' | 'segmenter';

/** A generated image and the mask from which it was generated. */
export interface GeneratedPair {
  size: number;
  /** Segment index of each pixel, size x size. */
  mask: Uint8Array;
  /** Channels of the image. */
  channels: Channels;
  /** Grey values or RGB, 0..255; size x size x channels. */
  image: Uint8Array;
}

/** Progress of a training after one of its steps. */
export interface TrainProgress {
  stage: TrainStage;
  /** Completed steps of this stage, 0..steps. */
  step: number;
  steps: number;
  /** Time since the start of the training, ms. */
  elapsedMs: number;
  /** Estimated remaining time of all stages, ms; null while unknown. */
  remainingMs: number | null;
  /** Losses of this step by network. */
  losses: Partial<Record<'generator' | 'discriminator' | 'segmenter' | 'validation', number>>;
  /** Mean foreground Dice 0..1; present only for steps after which the segmenter was validated. */
  validationDice?: number;
  /** Present from time to time during the training of the generator. */
  pairs?: GeneratedPair[];
}
