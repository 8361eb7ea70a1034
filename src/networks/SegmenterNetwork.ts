import type * as tf from '@tensorflow/tfjs';
import type { InputShape } from '../data/Channels';
import type { SegmenterKind } from '../data/SegmenterKind';
import type { Network } from './Network';
import type { NormalisationMode } from './normalisationLayer';

/** The shape of a segmenter; stored with its weights. */
export interface SegmenterShape extends InputShape {
  /** Edge of the square input, pixels; divisible by 2^levels. */
  size: number;
  /** Channels of the first level; each further level doubles them, up to a factor of 8. */
  width: number;
  /** Number of times the resolution is halved. */
  levels: number;
  /** Number of output classes, including background. */
  classes: number;
}

/** A network that maps images to logits of the classes of each pixel. */
export interface SegmenterNetwork extends Network {
  readonly kind: SegmenterKind;
  readonly shape: SegmenterShape;
  /**
   * @param x [batch, size, size, inputs], values -1..1, with `inputs` from `inputChannels`
   * @returns logits [batch, size, size, classes]
   */
  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D;
}
