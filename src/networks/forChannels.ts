import type { Channels } from '../data/Channels';
import type { Weights } from './Parameters';

/** Filter of the first convolution of every segmenter that can start from pretrained weights. */
const FIRST = 'down0.a.filter';

/**
 * Adapts the weights of a network for grey images to images of several channels: its first filters are
 * divided equally among the channels, so that it responds to their mean as it did to grey values.
 *
 * @returns the given weights themselves if the number is the same
 */
export function forChannels(weights: Weights, channels: Channels): Weights {
  const first = weights.get(FIRST);
  if (!first || first.shape[2] === channels) return weights;
  const [height, width, , outputs] = first.shape;
  const values = new Float32Array(channels * first.values.length);
  for (let tap = 0; tap < height * width; tap++) {
    const filter = first.values.subarray(tap * outputs, (tap + 1) * outputs).map((value) => value / channels);
    for (let channel = 0; channel < channels; channel++) {
      values.set(filter, (tap * channels + channel) * outputs);
    }
  }
  return new Map(weights).set(FIRST, { shape: [height, width, channels, outputs], values });
}
