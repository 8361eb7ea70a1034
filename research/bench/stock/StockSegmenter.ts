import * as tf from '@tensorflow/tfjs';
import { levelsFor } from '../../../src/networks/UNetSegmenter';
import { normalise } from './normalise';
import type { StockWeights } from './StockWeights';

/** The U-Net of `src/networks/UNetSegmenter.ts` built from TF.js's own operations. */
export class StockSegmenter {
  private readonly levels: number;

  constructor(
    size: number,
    readonly weights: StockWeights,
  ) {
    this.levels = levelsFor(size);
  }

  forward(x: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const skips: tf.Tensor4D[] = [];
    let y = x;
    for (let level = 0; level <= this.levels; level++) {
      y = this.block(`down${level}`, level === 0 ? y : tf.maxPool(y, 2, 2, 'valid'), training);
      skips.push(y);
    }
    for (let level = this.levels - 1; level >= 0; level--) {
      const grown = tf.image.resizeNearestNeighbor(y, [2 * y.shape[1], 2 * y.shape[2]]);
      y = this.convolution(`up${level}.grow`, grown, training);
      y = this.block(`up${level}`, tf.concat([skips[level], y], 3), training);
    }
    return tf
      .conv2d(y, this.weights.get<tf.Tensor4D>('logits.filter'), 1, 'same')
      .add(this.weights.get('logits.bias'));
  }

  private block(name: string, x: tf.Tensor4D, training: boolean): tf.Tensor4D {
    return this.convolution(`${name}.b`, this.convolution(`${name}.a`, x, training), training);
  }

  private convolution(name: string, x: tf.Tensor4D, training: boolean): tf.Tensor4D {
    const y = tf.conv2d(x, this.weights.get<tf.Tensor4D>(`${name}.filter`), 1, 'same');
    return tf.relu(normalise(this.weights, `${name}.norm`, y, training));
  }
}
