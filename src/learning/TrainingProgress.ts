import type { Channels } from '../data/Channels';

/** `comparing` cross-validates ways to show the examples, see `TrainingPlan.search`. */
export type TrainStage = 'preparing' | 'comparing' | 'generator' | 'segmenter';

/** A generated image beside the mask it was generated from. */
export interface GeneratedPair {
  size: number;
  /** Segment index of each pixel, size x size. */
  mask: Uint8Array;
  /** Of the image. */
  channels: Channels;
  /** Grey values or RGB, 0..255; size x size x channels. */
  image: Uint8Array;
}

export interface TrainProgress {
  stage: TrainStage;
  /** Steps done in this stage, 0..steps. */
  step: number;
  steps: number;
  /** Since training began. */
  elapsedMs: number;
  /** Estimate for all stages that remain; null while unknown. */
  remainingMs: number | null;
  /** Loss of this step, by network. */
  losses: Partial<Record<'generator' | 'discriminator' | 'segmenter' | 'validation', number>>;
  /** Present on the steps at which the segmenter was validated: mean foreground Dice 0..1. */
  validationDice?: number;
  /** Present now and then during and after generator training. */
  pairs?: GeneratedPair[];
}
