import type * as tf from '@tensorflow/tfjs';
import type { InputShape } from '../data/Channels';
import type { SegmenterKind } from '../data/SegmenterKind';
import type { Network } from './Network';
import type { NormalisationMode } from './normalisationLayer';

/** What a segmenter's shape depends on; stored with its weights. */
export interface SegmenterShape extends InputShape {
  /** Edge of the square input, pixels; divisible by 2^levels. */
  size: number;
  /** Channels of the first level; each level doubles them, up to 8 times. */
  width: number;
  /** How often the resolution is halved. */
  levels: number;
  /** Output classes with background. */
  classes: number;
}

/** A network from an image to the logits of each pixel's classes. */
export interface SegmenterNetwork extends Network {
  readonly kind: SegmenterKind;
  readonly shape: SegmenterShape;
  /**
   * @param x [batch, size, size, inputs], values -1..1, inputs by `inputChannels`
   * @returns logits [batch, size, size, classes]
   */
  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D;
}
