import type { Random } from '../../src/data/random';
import { normal } from '../../src/data/random';
import { smoothField } from '../../src/data/smoothField';

/**
 * A smooth random field: normal values on a grid of cells, interpolated smoothly between them ("value
 * noise").
 *
 * @param size edge of the field, pixels
 * @param cells number of cells along an edge, >= 1; fewer cells are smoother
 * @returns size x size values of mean 0 and standard deviation 1
 */
export function smoothNoise(random: Random, size: number, cells: number): Float32Array {
  const edge = cells + 1;
  const knots = Float32Array.from({ length: edge * edge }, () => normal(random));
  return standardise(smoothField(knots, size, cells));
}

/** Standardises values to mean 0 and standard deviation 1, in place; a constant field becomes 0. */
export function standardise(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) * scale;
  return values;
}
