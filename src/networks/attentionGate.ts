import type * as tf from '@tensorflow/tfjs';
import { convolve } from '../ops/convolve';
import { sigmoid } from '../ops/sigmoid';
import { upsample2 } from '../ops/upsample2';
import { declareLinear, linearLayer } from './linearLayer';
import type { NormalisationMode } from './normalisationLayer';
import { normaliseLayer } from './normalisationLayer';
import type { Parameters } from './Parameters';

/** Declares the weights of {@link attentionGate}. */
export function declareGate(parameters: Parameters, name: string, skip: number, coarse: number): void {
  parameters.addNormal(`${name}.skip.filter`, [2, 2, skip, skip], Math.sqrt(1 / (4 * skip)));
  declareLinear(parameters, `${name}.coarse`, coarse, skip, { bias: false });
  parameters.addNormalisation(`${name}.norm`, skip);
  declareLinear(parameters, `${name}.gate`, skip, 1, { bias: true });
}

/**
 * Additive attention gate (Oktay et al. 2018, Attention U-Net): the decoder's features at the next lower
 * resolution select which pixels of a skip pass:
 * skip * enlarge(sigmoid(psi . relu(norm(W_x skip + W_g coarse)))).
 * The normalisation is a batch normalisation and replaces the published bias.
 *
 * @param skip [batch, 2 rows, 2 columns, channels]
 * @param coarse [batch, rows, columns, any]
 * @returns shape of `skip`
 */
export function attentionGate(
  parameters: Parameters,
  name: string,
  skip: tf.Tensor4D,
  coarse: tf.Tensor4D,
  mode: NormalisationMode,
): tf.Tensor4D {
  const filter = parameters.get<tf.Tensor4D>(`${name}.skip.filter`);
  const sum = convolve(skip, filter, { stride: 2 }).add<tf.Tensor4D>(
    linearLayer(parameters, `${name}.coarse`, coarse, { bias: false }),
  );
  const features = normaliseLayer(parameters, `${name}.norm`, sum, mode, 0);
  const gate = sigmoid(linearLayer(parameters, `${name}.gate`, features, { bias: true }));
  return skip.mul(upsample2(gate, 'bilinear'));
}
