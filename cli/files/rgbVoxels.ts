import { luminance } from '../../src/data/luminance';
import type { Grid, Voxels } from './Voxels';

/**
 * Makes voxels from interleaved RGB values; they become grey, with one channel, if red, green and blue are
 * equal everywhere.
 */
export function rgbVoxels<G extends Grid>(grid: G, values: Float32Array): G & Voxels {
  for (let i = 0; i < values.length; i += 3) {
    if (values[i] !== values[i + 1] || values[i] !== values[i + 2]) return { ...grid, channels: 3, values };
  }
  return { ...grid, channels: 1, values: luminance(values, 3) };
}
