import type { Channels } from './Channels';
import type { Image } from './Image';
import { luminance } from './luminance';

/**
 * Converts interleaved values to another number of channels: colour becomes its luminance, and grey values
 * are repeated for red, green and blue.
 *
 * @returns the given array itself if the number of channels is the same
 * @throws RangeError for other conversions, e.g. from 3 channels to 2
 */
export function toChannels(values: Float32Array, from: Channels, to: Channels): Float32Array {
  if (from === to) return values;
  if (from === 3 && to === 1) return luminance(values, from);
  // The types allow no others, but they do not check numbers that are read from files.
  if (from !== 1 || to !== 3)
    throw new RangeError(`Images of ${from} channels cannot be converted to ${to}.`);
  const out = new Float32Array(to * values.length);
  for (let i = 0; i < values.length; i++) out.fill(values[i], to * i, to * (i + 1));
  return out;
}

/**
 * Converts an image to another number of channels, see {@link toChannels}; returns the image itself if it has
 * that number.
 */
export function withChannels<T extends Pick<Image, 'pixels' | 'channels'>>(image: T, channels: Channels): T {
  const { pixels, channels: from = 1 } = image;
  return from === channels ? image : { ...image, channels, pixels: toChannels(pixels, from, channels) };
}
