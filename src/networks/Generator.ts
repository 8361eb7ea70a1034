import * as tf from '@tensorflow/tfjs';
import type { Channels } from '../data/Channels';
import { randomBits } from '../data/random';
import type { Random } from '../data/random';
import { addBias } from '../ops/addBias';
import { concatenate } from '../ops/concatenate';
import { convolve } from '../ops/convolve';
import { rectify } from '../ops/rectify';
import { tanh } from '../ops/tanh';
import { upConvolveMixed } from '../ops/upConvolveMixed';
import { channelsAt } from './channelsAt';
import type { Network } from './Network';
import type { NormalisationMode } from './normalisationLayer';
import { normaliseLayer } from './normalisationLayer';
import { Parameters } from './Parameters';

/** The shape of a generator. */
export interface GeneratorShape {
  /** Edge of the square mask and image, pixels; divisible by 2^levels. */
  size: number;
  /** Channels of the first level; each further level doubles them, up to a factor of 8. */
  width: number;
  /** Number of times the resolution is halved. */
  levels: number;
  /** Number of classes of the one-hot mask, including background. */
  classes: number;
  /** Channels of the image; 1 if left out. */
  channels?: Channels;
}

/**
 * Number of levels that leaves 4 to 8 pixels at the bottom of the U, or more if the size cannot be halved
 * that often.
 */
export function generatorLevelsFor(size: number): number {
  let levels = Math.max(1, Math.floor(Math.log2(size / 4)));
  while (size % 2 ** levels !== 0) levels--;
  return levels;
}

/**
 * Half of the activations of these innermost decoder blocks are dropped: the generator's only source of
 * randomness.
 */
const DROPOUT_BLOCKS = 3;
/** Negative slope of the encoder's LeakyReLU. */
const SLOPE = 0.2;

/**
 * Mask-to-image generator: the U-Net of pix2pix (Isola et al. 2017) in which every up-convolution is GenSeg's
 * searchable mixed operation (Zhang et al. 2025). Its architecture weights, three logits per decoder level,
 * are kept apart from the other weights, because a different level of the optimisation updates them.
 */
export class Generator implements Network {
  readonly parameters: Parameters;
  /** Architecture weights: `level0` (outermost), `level1`, ..., each [3]. */
  readonly architecture: Parameters;

  constructor(
    readonly shape: GeneratorShape,
    private readonly random: Random,
  ) {
    this.parameters = new Parameters(random);
    this.architecture = new Parameters(random);
    const { levels, width, classes, channels = 1 } = shape;
    for (let level = 0; level < levels; level++) {
      const inputs = level === 0 ? classes : channelsAt(width, level - 1);
      this.parameters.addNormal(`down${level}.filter`, [4, 4, inputs, channelsAt(width, level)], 0.02);
      if (level > 0 && level < levels - 1) {
        this.parameters.addNormalisation(`down${level}.norm`, channelsAt(width, level));
      }
    }
    for (let level = levels - 1; level >= 0; level--) {
      const inputs = channelsAt(width, level) * (level === levels - 1 ? 1 : 2);
      const outputs = level === 0 ? channels : channelsAt(width, level - 1);
      for (const k of [4, 6, 8]) this.parameters.addNormal(`up${level}.k${k}`, [k, k, outputs, inputs], 0.02);
      this.architecture.addConstant(`level${level}`, [3], 0);
      if (level > 0) this.parameters.addNormalisation(`up${level}.norm`, outputs);
    }
    this.parameters.addConstant('up0.bias', [channels], 0);
  }

  /**
   * Generates images from masks.
   *
   * @param mask one-hot [batch, size, size, classes]
   * @param noise of {@link drawNoise}, for training; drawn here if left out
   * @returns image [batch, size, size, channels], values -1..1
   */
  forward(mask: tf.Tensor4D, mode: NormalisationMode, noise?: readonly tf.Tensor[]): tf.Tensor4D {
    const { levels } = this.shape;
    const factors = mode === 'train' ? (noise ?? this.drawNoise(mask.shape[0])) : [];
    const skips: tf.Tensor4D[] = [];
    let y = mask;
    for (let level = 0; level < levels; level++) {
      const filter = this.parameters.get<tf.Tensor4D>(`down${level}.filter`);
      y = convolve(y, filter, { stride: 2, padding: [1, 1, 1, 1] });
      if (level === 0) y = rectify(y, SLOPE);
      else if (level < levels - 1) y = normaliseLayer(this.parameters, `down${level}.norm`, y, mode, SLOPE);
      skips.push(y);
    }
    // The decoder's ReLU precedes its convolutions. Here it is applied before the concatenation, to each half
    // separately, and before dropout; the encoder's half has already passed through LeakyReLU. The values are
    // the same.
    for (let level = levels - 1; level >= 0; level--) {
      const skip = rectify(skips[level]);
      y = this.upConvolve(level, level === levels - 1 ? skip : concatenate(skip, y));
      if (level === 0) break;
      y = normaliseLayer(this.parameters, `up${level}.norm`, y, mode, 0);
      if (levels - 1 - level < factors.length) y = y.mul(factors[levels - 1 - level]);
    }
    return tanh(addBias(y, this.parameters.get<tf.Tensor1D>('up0.bias')));
  }

  /**
   * Draws which activations of the innermost decoder blocks are dropped: factors 0 or 2, of the blocks'
   * shapes, innermost first. The caller disposes them.
   */
  drawNoise(batch: number): tf.Tensor4D[] {
    const { levels, size, width } = this.shape;
    const blocks = Math.min(DROPOUT_BLOCKS, levels - 1);
    return Array.from({ length: blocks }, (_, block) => {
      const level = levels - 1 - block;
      const edge = size / 2 ** level;
      const shape: [number, number, number, number] = [batch, edge, edge, channelsAt(width, level - 1)];
      const count = shape.reduce((a, b) => a * b);
      return tf.tensor4d(randomBits(count, 2, this.random), shape);
    });
  }

  dispose(): void {
    this.parameters.dispose();
    this.architecture.dispose();
  }

  private upConvolve(level: number, x: tf.Tensor4D): tf.Tensor4D {
    const kernel = (k: number) => this.parameters.get<tf.Tensor4D>(`up${level}.k${k}`);
    const kernels = { k4: kernel(4), k6: kernel(6), k8: kernel(8) };
    return upConvolveMixed(x, kernels, this.architecture.get<tf.Tensor1D>(`level${level}`));
  }
}
