import type { Random } from '../data/random';
import { normal } from '../data/random';

/**
 * A smooth random field: normal values on a grid of cells, interpolated smoothly between them ("value noise").
 *
 * @param size edge of the field, pixels
 * @param cells along an edge, >= 1: the fewer, the smoother
 * @returns size x size values of mean 0 and deviation 1
 */
export function smoothNoise(random: Random, size: number, cells: number): Float32Array {
  const edge = cells + 1;
  const knots = Float32Array.from({ length: edge * edge }, () => normal(random));
  const places = Array.from({ length: size }, (_, i) => {
    const at = (i / (size - 1)) * cells;
    const knot = Math.min(cells - 1, Math.floor(at));
    const t = at - knot;
    return { knot, share: t * t * (3 - 2 * t) };
  });
  const out = new Float32Array(size * size);
  for (let y = 0, i = 0; y < size; y++) {
    const { knot: top, share: down } = places[y];
    for (let x = 0; x < size; x++, i++) {
      const { knot: left, share: right } = places[x];
      const k = top * edge + left;
      const upper = knots[k] + (knots[k + 1] - knots[k]) * right;
      const lower = knots[k + edge] + (knots[k + edge + 1] - knots[k + edge]) * right;
      out[i] = upper + (lower - upper) * down;
    }
  }
  return standardise(out);
}

/** Brings values to mean 0 and deviation 1, in place; those of a constant field become 0. */
export function standardise(values: Float32Array): Float32Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) * scale;
  return values;
}
