import type * as tf from '@tensorflow/tfjs';
import { concatenate } from '../ops/concatenate';
import { convolve } from '../ops/convolve';
import { rectify } from '../ops/rectify';
import { convolutionLayer, declareConvolution } from './convolutionLayer';
import type { NormalisationMode } from './normalisationLayer';
import { normaliseLayer } from './normalisationLayer';
import type { Parameters } from './Parameters';

/** The published rates 6, 12 and 18 are for features of 32 pixels; other sizes get proportional rates. */
const PUBLISHED_RATE = 6;
const PUBLISHED_SIZE = 32;

/** The three dilations of the pyramid, pixels, for features with an edge of `size` pixels. */
export function pyramidRates(size: number): [number, number, number] {
  const rate = Math.max(1, Math.round((PUBLISHED_RATE * size) / PUBLISHED_SIZE));
  return [rate, 2 * rate, 3 * rate];
}

/** Declares the weights of {@link spatialPyramid}. */
export function declarePyramid(parameters: Parameters, name: string, inputs: number, outputs: number): void {
  declareConvolution(parameters, `${name}.point`, inputs, outputs, 1);
  for (const branch of [1, 2, 3]) declareConvolution(parameters, `${name}.atrous${branch}`, inputs, outputs);
  parameters.addNormal(`${name}.image.filter`, [1, 1, inputs, outputs], Math.sqrt(2 / inputs));
  parameters.addConstant(`${name}.image.bias`, [outputs], 0);
  // The projection takes five branches; the weights of the image branch are kept separately.
  const deviation = Math.sqrt(2 / (5 * outputs));
  parameters.addNormal(`${name}.project.filter`, [1, 1, 4 * outputs, outputs], deviation);
  parameters.addNormal(`${name}.project.image`, [1, 1, outputs, outputs], deviation);
  parameters.addNormalisation(`${name}.project.norm`, outputs);
}

/**
 * Atrous spatial pyramid pooling (Chen et al. 2017, DeepLabv3): a 1x1 convolution, 3x3 convolutions at three
 * dilations and the mean of the whole image, projected by a 1x1 convolution.
 *
 * The image branch is a single pixel. It has a bias instead of batch normalisation, which would measure only
 * `batch` values. Its part of the projection is added, which avoids repeating it over the image for
 * concatenation.
 *
 * @param x [batch, size, size, in]
 * @returns [batch, size, size, out]
 */
export function spatialPyramid(
  parameters: Parameters,
  name: string,
  x: tf.Tensor4D,
  mode: NormalisationMode,
): tf.Tensor4D {
  const weight = (part: string) => parameters.get<tf.Tensor4D>(`${name}.${part}`);
  const bias = parameters.get<tf.Tensor1D>(`${name}.image.bias`);
  const mean = x.mean([1, 2], true) as tf.Tensor4D;
  const image = rectify(convolve(mean, weight('image.filter'), { bias }));
  const atrous = pyramidRates(x.shape[1]).map((rate, i) =>
    convolutionLayer(parameters, `${name}.atrous${i + 1}`, x, mode, rate),
  );
  const point = convolutionLayer(parameters, `${name}.point`, x, mode);
  const local = concatenate(concatenate(point, atrous[0]), concatenate(atrous[1], atrous[2]));
  const y = convolve(local, weight('project.filter')).add(convolve(image, weight('project.image')));
  return normaliseLayer(parameters, `${name}.project.norm`, y as tf.Tensor4D, mode, 0);
}
