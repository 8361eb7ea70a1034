import type { Channels } from '../data/Channels';
import type { Weights } from './Parameters';

/** Filter of the first convolution of every segmenter that can start from pretrained weights. */
const FIRST = 'down0.a.filter';

/**
 * Adapts the weights of a network to images with another number of channels: its first filters are summed
 * over the channels and divided equally among the new ones, so that it responds to grey images as before.
 *
 * @returns the given weights themselves if the number is the same
 */
export function forChannels(weights: Weights, channels: Channels): Weights {
  const first = weights.get(FIRST);
  if (!first || first.shape[2] === channels) return weights;
  const [height, width, before, outputs] = first.shape;
  const values = new Float32Array(height * width * channels * outputs);
  for (let tap = 0; tap < height * width; tap++) {
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let channel = 0; channel < before; channel++) {
        sum += first.values[(tap * before + channel) * outputs + output];
      }
      for (let channel = 0; channel < channels; channel++) {
        values[(tap * channels + channel) * outputs + output] = sum / channels;
      }
    }
  }
  return new Map(weights).set(FIRST, { shape: [height, width, channels, outputs], values });
}
