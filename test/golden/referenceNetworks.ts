import * as tf from '@tensorflow/tfjs';
import { addBias } from '../../src/ops/addBias';
import { adversarialLoss } from '../../src/ops/adversarialLoss';
import { concatenate } from '../../src/ops/concatenate';
import { convolve } from '../../src/ops/convolve';
import { l1Loss } from '../../src/ops/l1Loss';
import { linear } from '../../src/ops/linear';
import { maxPool2 } from '../../src/ops/maxPool2';
import { normalise, normaliseWith } from '../../src/ops/normalise';
import { rectify } from '../../src/ops/rectify';
import { runKernel } from '../../src/ops/runKernel';
import { segmentationLoss } from '../../src/ops/segmentationLoss';
import { softmax } from '../../src/ops/softmax';
import { softplus } from '../../src/ops/softplus';
import { tanh } from '../../src/ops/tanh';
import { transposedConvolve } from '../../src/ops/transposedConvolve';
import { upConvolveMixed } from '../../src/ops/upConvolveMixed';
import type { Tensors } from './goldenTensors';

/** The networks of the golden numbers, from our operations and with PyTorch's names of the weights. */

/** Applies the batch normalisation `name`, and the rectification behind it. */
export type NormaliseLayer = (weights: Tensors, name: string, x: tf.Tensor4D, slope: number) => tf.Tensor4D;

const gammaAndBeta = (weights: Tensors, name: string) =>
  [weights[`${name}.weight`], weights[`${name}.bias`]] as [tf.Tensor1D, tf.Tensor1D];

const withBatchStatistics: NormaliseLayer = (weights, name, x, slope) =>
  normalise(x, ...gammaAndBeta(weights, name), { slope }).y;

/** PyTorch's running statistics: momentum 0.1, the variance unbiased. */
export class RunningStatistics {
  private readonly held = new Map<string, { mean: tf.Tensor1D; variance: tf.Tensor1D }>();

  readonly train: NormaliseLayer = (weights, name, x, slope) => {
    const { y, mean, variance } = normalise(x, ...gammaAndBeta(weights, name), { slope });
    const count = x.size / x.shape[3];
    const channels = x.shape[3];
    const old = this.held.get(name) ?? {
      mean: tf.zeros<tf.Rank.R1>([channels]),
      variance: tf.ones([channels]),
    };
    const mix = (before: tf.Tensor, now: tf.Tensor) =>
      before.mul(0.9).add(now.as1D().mul(0.1)) as tf.Tensor1D;
    const unbiased = variance.mul(count / (count - 1));
    this.held.set(name, {
      mean: tf.keep(mix(old.mean, mean)),
      variance: tf.keep(mix(old.variance, unbiased)),
    });
    return y;
  };

  readonly predict: NormaliseLayer = (weights, name, x, slope) =>
    normaliseWith(x, this.held.get(name)!, ...gammaAndBeta(weights, name), slope);

  /** By PyTorch's names. */
  get tensors(): Tensors {
    const entries = [...this.held].flatMap(([name, { mean, variance }]) => [
      [`${name}.running_mean`, mean],
      [`${name}.running_var`, variance],
    ]);
    return Object.fromEntries(entries) as Tensors;
  }
}

/**
 * pix2pix's U-Net whose up-convolutions are mixed, of as many levels as there are such; row 0 of `architecture` is the
 * innermost, and rows behind the outermost have no effect.
 */
export function generator(
  weights: Tensors,
  architecture: tf.Tensor,
  mask: tf.Tensor4D,
  layer = withBatchStatistics,
): tf.Tensor4D {
  const rows = tf.unstack(architecture) as tf.Tensor1D[];
  const outermost = Object.keys(weights).filter((name) => name.endsWith('_ops._ops.0.op.weight')).length - 1;
  const down = (name: string, x: tf.Tensor4D) =>
    convolve(x, weights[name] as tf.Tensor4D, { stride: 2, padding: [1, 1, 1, 1] });
  const kernel = (name: string, i: number) => weights[`${name}._ops._ops.${i}.op.weight`] as tf.Tensor4D;
  const up = (name: string, x: tf.Tensor4D, row: tf.Tensor1D) =>
    upConvolveMixed(x, { k4: kernel(name, 0), k6: kernel(name, 1), k8: kernel(name, 2) }, row);
  // Block `depth` is [x, up(relu(inside(down(leaky(x)))))]; the skip comes first.
  const block = (prefix: string, x: tf.Tensor4D, depth: number): tf.Tensor4D => {
    let y = down(`${prefix}.1.weight`, rectify(x, 0.2));
    if (depth === 0) {
      y = layer(weights, `${prefix}.4`, up(`${prefix}.3`, rectify(y), rows[0]), 1);
    } else {
      y = layer(weights, `${prefix}.2`, y, 1);
      y = block(`${prefix}.3.model`, y, depth - 1);
      y = layer(weights, `${prefix}.6`, up(`${prefix}.5`, rectify(y), rows[depth]), 1);
    }
    return concatenate(x, y);
  };
  const y = block('model.model.1.model', down('model.model.0.weight', mask), outermost - 1);
  const biases = [0, 1, 2].map((i) => weights[`model.model.3._ops._ops.${i}.op.bias`]);
  const shares = tf.split(softmax(rows[outermost]), 3);
  const [b4, b6, b8] = biases.map((bias, i) => bias.mul(shares[i]));
  return tanh(addBias(up('model.model.3', rectify(y), rows[outermost]), b4.add(b6).add(b8) as tf.Tensor1D));
}

/** PatchGAN of three layers on [mask, image]. */
export function discriminator(
  weights: Tensors,
  mask: tf.Tensor4D,
  image: tf.Tensor4D,
  layer = withBatchStatistics,
): tf.Tensor4D {
  const conv = (i: number, x: tf.Tensor4D, stride: 1 | 2, bias?: tf.Tensor1D) =>
    convolve(x, weights[`model.${i}.weight`] as tf.Tensor4D, { stride, padding: [1, 1, 1, 1], bias });
  let y = concatenate(mask, image);
  y = rectify(conv(0, y, 2, weights['model.0.bias'] as tf.Tensor1D), 0.2);
  y = layer(weights, 'model.3', conv(2, y, 2), 0.2);
  y = layer(weights, 'model.6', conv(5, y, 2), 0.2);
  y = layer(weights, 'model.9', conv(8, y, 1), 0.2);
  return conv(11, y, 1, weights['model.11.bias'] as tf.Tensor1D);
}

/** What stands in for ReLU and maximum pooling where everything is to be smooth. */
export interface SegmenterStyle {
  smooth?: boolean;
  layer?: NormaliseLayer;
}

/** U-Net with transposed convolutions; one logit a pixel. */
export function segmenter(
  weights: Tensors,
  image: tf.Tensor4D,
  { smooth = false, layer = withBatchStatistics }: SegmenterStyle = {},
): tf.Tensor4D {
  const get = <T extends tf.Tensor>(name: string) => weights[name] as T;
  const activated = (name: string, x: tf.Tensor4D) =>
    smooth ? (softplus(layer(weights, name, x, 1).mul(4)).div(4) as tf.Tensor4D) : layer(weights, name, x, 0);
  const pool = smooth ? averagePool2 : maxPool2;
  const double = (name: string, x: tf.Tensor4D) => {
    const conv = (i: number, y: tf.Tensor4D) =>
      convolve(y, get<tf.Tensor4D>(`${name}.${i}.weight`), { padding: [1, 1, 1, 1] });
    return activated(`${name}.4`, conv(3, activated(`${name}.1`, conv(0, x))));
  };
  const skips = [double('inc.double_conv', image)];
  for (let i = 1; i <= 4; i++) skips.push(double(`down${i}.maxpool_conv.1.double_conv`, pool(skips[i - 1])));
  let y = skips[4];
  for (let i = 1; i <= 4; i++) {
    const up = transposedConvolve(y, get<tf.Tensor4D>(`up${i}.up.weight`), { stride: 2 });
    y = double(`up${i}.conv.double_conv`, concatenate(skips[4 - i], addBias(up, get(`up${i}.up.bias`))));
  }
  return convolve(y, get<tf.Tensor4D>('outc.conv.weight'), { bias: get<tf.Tensor1D>('outc.conv.bias') });
}

function averagePool2(x: tf.Tensor4D): tf.Tensor4D {
  const nearest = { bilinear: false };
  const sums = linear<tf.Tensor4D, tf.Tensor4D>(
    x,
    (dy) => runKernel('Upsample2Gradient', { dy }, nearest),
    (a) => runKernel('Upsample2', { x: a }, nearest),
  );
  return sums.div(4);
}

/** Binary cross-entropy and Dice of one logit a pixel: our loss of two classes whose first logit is 0. */
export function binarySegmentationLoss(logits: tf.Tensor4D, mask: tf.Tensor4D): tf.Scalar {
  const target = concatenate(tf.sub(1, mask), mask);
  return segmentationLoss(concatenate(tf.zerosLike(logits), logits), target, 1e-6);
}

export function discriminatorLoss(onFake: tf.Tensor, onReal: tf.Tensor): tf.Scalar {
  return adversarialLoss(onFake, 0).add(adversarialLoss(onReal, 1)).div(2);
}

export function generatorLoss(onFake: tf.Tensor, fake: tf.Tensor, image: tf.Tensor): tf.Scalar {
  return adversarialLoss(onFake, 1).add(l1Loss(fake, image).mul(100));
}
