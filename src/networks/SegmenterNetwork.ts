import type * as tf from '@tensorflow/tfjs';
import type { SegmenterKind } from '../data/SegmenterKind';
import type { Network } from './Network';
import type { NormalisationMode } from './normalisationLayer';

/** What a segmenter's shape depends on; stored with its weights. */
export interface SegmenterShape {
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
   * @param x [batch, size, size, 1], values -1..1
   * @returns logits [batch, size, size, classes]
   */
  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D;
}
