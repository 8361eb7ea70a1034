import type * as tf from '@tensorflow/tfjs';
import type { NormalisationMode } from './normalisationLayer';
import type { Parameters } from './Parameters';

/** A network from one image-like tensor to another; its weights live in `parameters`. */
export interface Network {
  readonly parameters: Parameters;
  /** @param x [batch, rows, columns, channels] */
  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D;
}
