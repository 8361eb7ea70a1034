import type * as tf from '@tensorflow/tfjs';
import { attention } from '../ops/attention';
import { gelu } from '../ops/gelu';
import { layerNormalise } from '../ops/layerNormalise';
import { declareLinear, linearLayer } from './linearLayer';
import type { Parameters } from './Parameters';

/** Hidden channels per token channel: half the usual factor, as there are few tokens. */
const HIDDEN = 2;

/** Declares the weights of {@link transformerBlock}. */
export function declareTransformer(parameters: Parameters, name: string, channels: number): void {
  const declareNorm = (part: string) => {
    parameters.addConstant(`${name}.${part}.gamma`, [channels], 1);
    parameters.addConstant(`${name}.${part}.beta`, [channels], 0);
  };
  declareNorm('attend');
  // A bias of the keys would have no effect, as softmax cancels it; the bias of the values is part of the
  // output's.
  declareLinear(parameters, `${name}.query`, channels, channels, { bias: true });
  declareLinear(parameters, `${name}.key`, channels, channels, { bias: false });
  declareLinear(parameters, `${name}.value`, channels, channels, { bias: false });
  declareLinear(parameters, `${name}.output`, channels, channels, { bias: true });
  declareNorm('perceive');
  declareLinear(parameters, `${name}.hidden`, channels, HIDDEN * channels, { bias: true });
  declareLinear(parameters, `${name}.result`, HIDDEN * channels, channels, { bias: true });
}

/**
 * A block of a vision transformer (Dosovitskiy et al. 2021) whose tokens are the pixels: multi-head
 * self-attention, then a two-layer perceptron with GELU. Each follows a layer normalisation and is added to
 * its input.
 *
 * @param x [batch, rows, columns, channels]
 * @param heads number of heads, a divisor of channels
 * @returns shape of `x`
 */
export function transformerBlock(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  heads: number,
): tf.Tensor4D {
  const linear = (part: string, input: tf.Tensor4D, bias = true) =>
    linearLayer(parameters, `${name}.${part}`, input, { bias });
  const norm = (part: string, input: tf.Tensor4D) =>
    layerNormalise(
      input,
      parameters.get<tf.Tensor1D>(`${name}.${part}.gamma`),
      parameters.get<tf.Tensor1D>(`${name}.${part}.beta`),
    );
  const tokens = norm('attend', x);
  const [query, key, value] = [
    linear('query', tokens),
    linear('key', tokens, false),
    linear('value', tokens, false),
  ];
  const attended = x.add<tf.Tensor4D>(linear('output', attention(query, key, value, heads)));
  return attended.add(linear('result', gelu(linear('hidden', norm('perceive', attended)))));
}
