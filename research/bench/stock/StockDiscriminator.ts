import * as tf from '@tensorflow/tfjs';
import { DISCRIMINATOR_LAYERS } from '../core/Contestant';
import { normalise } from './normalise';
import type { StockWeights } from './StockWeights';

const SLOPE = 0.2;

/** The PatchGAN of `src/networks/Discriminator.ts` built from TF.js's own operations. */
export class StockDiscriminator {
  constructor(readonly weights: StockWeights) {}

  forward(mask: tf.Tensor4D, image: tf.Tensor4D): tf.Tensor4D {
    let y: tf.Tensor4D = tf.concat([mask, image], 3);
    for (let layer = 0; layer <= DISCRIMINATOR_LAYERS; layer++) {
      const filter = this.weights.get<tf.Tensor4D>(`layer${layer}.filter`);
      y = tf.conv2d(y, filter, layer < DISCRIMINATOR_LAYERS ? 2 : 1, 1);
      if (layer === 0) y = y.add(this.weights.get('layer0.bias'));
      else y = normalise(this.weights, `layer${layer}.norm`, y, true);
      y = tf.leakyRelu(y, SLOPE);
    }
    return tf
      .conv2d(y, this.weights.get<tf.Tensor4D>('logits.filter'), 1, 1)
      .add(this.weights.get('logits.bias'));
  }
}
