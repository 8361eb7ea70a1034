import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../../src/data/random';
import { randomBits } from '../../../src/data/random';
import { generatorLevels } from '../core/Contestant';
import { normalise } from './normalise';
import type { StockWeights } from './StockWeights';

const DROPOUT_BLOCKS = 3;
const SLOPE = 0.2;

/**
 * The generator of `src/networks/Generator.ts` built from TF.js's own operations; its three candidates are
 * computed separately.
 */
export class StockGenerator {
  private readonly levels: number;

  constructor(
    size: number,
    readonly weights: StockWeights,
    private readonly architecture: StockWeights,
    private readonly random: Random,
  ) {
    this.levels = generatorLevels(size);
  }

  /** Always in training mode, as in pix2pix. */
  forward(mask: tf.Tensor4D): tf.Tensor4D {
    const skips: tf.Tensor4D[] = [];
    let y = mask;
    for (let level = 0; level < this.levels; level++) {
      const input = level === 0 ? y : tf.leakyRelu(y, SLOPE);
      y = tf.conv2d(input, this.weights.get<tf.Tensor4D>(`down${level}.filter`), 2, 'same');
      if (level > 0 && level < this.levels - 1) y = normalise(this.weights, `down${level}.norm`, y, true);
      skips.push(y);
    }
    for (let level = this.levels - 1; level >= 0; level--) {
      const input = level === this.levels - 1 ? y : tf.concat([skips[level], y], 3);
      y = this.upConvolve(level, tf.relu(input));
      if (level === 0) break;
      y = normalise(this.weights, `up${level}.norm`, y, true);
      if (level >= this.levels - DROPOUT_BLOCKS) {
        // The same activations as ours are dropped.
        y = y.mul(tf.tensor(randomBits(y.size, 2, this.random), y.shape));
      }
    }
    return tf.tanh(y.add<tf.Tensor4D>(this.weights.get('up0.bias')));
  }

  private upConvolve(level: number, x: tf.Tensor4D): tf.Tensor4D {
    const [batch, rows, columns] = x.shape;
    const shares = tf.split(tf.softmax(this.architecture.get(`level${level}`)), 3);
    const candidates = [4, 6, 8].map((k, i) => {
      const filter = this.weights.get<tf.Tensor4D>(`up${level}.k${k}`);
      const size: [number, number, number, number] = [batch, 2 * rows, 2 * columns, filter.shape[2]];
      return tf.conv2dTranspose(x, filter, size, 2, 'same').mul(shares[i]);
    });
    return tf.addN(candidates) as tf.Tensor4D;
  }
}
