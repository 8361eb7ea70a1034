/**
 * A smooth field interpolated from values on a coarse grid, with weights t² (3 - 2t) between knots, so that
 * no edges are visible at them.
 *
 * @param knots [cells + 1, cells + 1], row by row; the outermost lie on the field's border
 * @param size edge of the field, pixels; >= 2
 * @param cells number of cells along an edge, >= 1: the fewer, the smoother
 * @returns [size, size]
 */
export function smoothField(knots: Float32Array, size: number, cells: number): Float32Array {
  const edge = cells + 1;
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
  return out;
}
