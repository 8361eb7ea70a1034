import type * as tf from '@tensorflow/tfjs';
import type { Random } from '../data/random';
import { concatenate } from '../ops/concatenate';
import { convolve } from '../ops/convolve';
import { maxPool2 } from '../ops/maxPool2';
import { upsample2 } from '../ops/upsample2';
import type { Network } from './Network';
import type { NormalisationMode } from './normalisationLayer';
import { normaliseLayer } from './normalisationLayer';
import { Parameters } from './Parameters';

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

/** Levels that leave 6 to 12 pixels at the bottom of the U. */
export function levelsFor(size: number): number {
  return Math.max(2, Math.floor(Math.log2(size / 6)));
}

/**
 * U-Net (Ronneberger et al. 2015) with batch normalisation: two 3x3 convolutions a level, max-pooling down, nearest
 * up-sampling with a 3x3 convolution up, skips by concatenation, 1x1 convolution to the classes' logits.
 */
export class UNetSegmenter implements Network {
  readonly parameters: Parameters;

  constructor(
    readonly shape: SegmenterShape,
    random: Random,
  ) {
    this.parameters = new Parameters(random);
    const { levels } = shape;
    let inputs = 1;
    for (let level = 0; level <= levels; level++) {
      this.declareBlock(`down${level}`, inputs, this.channels(level));
      inputs = this.channels(level);
    }
    for (let level = levels - 1; level >= 0; level--) {
      this.declareConvolution(`up${level}.grow`, this.channels(level + 1), this.channels(level));
      this.declareBlock(`up${level}`, 2 * this.channels(level), this.channels(level));
    }
    this.parameters.addNormal(
      'logits.filter',
      [1, 1, shape.width, shape.classes],
      Math.sqrt(1 / shape.width),
    );
    this.parameters.addConstant('logits.bias', [shape.classes], 0);
  }

  /**
   * @param x [batch, size, size, 1], values -1..1
   * @returns logits [batch, size, size, classes]
   */
  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    const { levels, size } = this.shape;
    if (x.shape[1] !== size || x.shape[2] !== size || x.shape[3] !== 1) {
      throw new Error(`UNetSegmenter: expected [batch, ${size}, ${size}, 1], got [${x.shape.join(', ')}].`);
    }
    const skips: tf.Tensor4D[] = [];
    let y = x;
    for (let level = 0; level <= levels; level++) {
      y = this.block(`down${level}`, level === 0 ? y : maxPool2(y), mode);
      skips.push(y);
    }
    for (let level = levels - 1; level >= 0; level--) {
      y = this.convolution(`up${level}.grow`, upsample2(y), mode);
      y = this.block(`up${level}`, concatenate(skips[level], y), mode);
    }
    const bias = this.parameters.get<tf.Tensor1D>('logits.bias');
    return convolve(y, this.parameters.get<tf.Tensor4D>('logits.filter'), { bias });
  }

  private channels(level: number): number {
    return this.shape.width * Math.min(8, 2 ** level);
  }

  private declareBlock(name: string, inputs: number, outputs: number): void {
    this.declareConvolution(`${name}.a`, inputs, outputs);
    this.declareConvolution(`${name}.b`, outputs, outputs);
  }

  private declareConvolution(name: string, inputs: number, outputs: number): void {
    // He et al. 2015: the variance that keeps rectified activations at one scale. No bias: normalisation removes it.
    this.parameters.addNormal(`${name}.filter`, [3, 3, inputs, outputs], Math.sqrt(2 / (9 * inputs)));
    this.parameters.addNormalisation(`${name}.norm`, outputs);
  }

  private block(name: string, x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    return this.convolution(`${name}.b`, this.convolution(`${name}.a`, x, mode), mode);
  }

  private convolution(name: string, x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    const filter = this.parameters.get<tf.Tensor4D>(`${name}.filter`);
    const y = convolve(x, filter, { padding: [1, 1, 1, 1] });
    return normaliseLayer(this.parameters, `${name}.norm`, y, mode, 0);
  }
}
