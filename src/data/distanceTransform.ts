/** Voxels along columns (fastest), rows and slices (slowest). */
export type Size3 = readonly [number, number, number];

// Looking up the global `Infinity` for every voxel dominates the run time where globals are intercepted, as
// in jest.
const FAR = Infinity;

/**
 * Replaces 0 (a seed) and Infinity (all others) by the squared distance to the nearest seed, exactly and in
 * linear time: lower envelopes of parabolas along one axis after the other (Felzenszwalb and Huttenlocher,
 * Theory of Computing 2012).
 *
 * @param field changed in place; stays Infinity everywhere if there is no seed
 * @param spacing distance between neighbours along each axis; the result has its unit squared
 */
export function squaredDistances(field: Float64Array, size: Size3, spacing: Size3): void {
  const longest = Math.max(...size);
  const line = new Float64Array(longest);
  const vertices = new Int32Array(longest);
  const bounds = new Float64Array(longest + 1);
  const strides = [1, size[0], size[0] * size[1]];
  for (const axis of [0, 1, 2] as const) {
    const length = size[axis];
    if (length === 1) continue;
    const [u, v] = [0, 1, 2].filter((other) => other !== axis);
    const stride = strides[axis];
    const scale = spacing[axis] * spacing[axis];
    for (let j = 0; j < size[v]; j++) {
      for (let i = 0; i < size[u]; i++) {
        const start = i * strides[u] + j * strides[v];
        for (let k = 0, at = start; k < length; k++, at += stride) line[k] = field[at];
        const count = lowerEnvelope(line, length, scale, vertices, bounds);
        if (count === 0) continue;
        for (let k = 0, at = start, vertex = 0; k < length; k++, at += stride) {
          while (vertex + 1 < count && bounds[vertex + 1] < k) vertex++;
          const p = vertices[vertex];
          field[at] = scale * (k - p) * (k - p) + line[p];
        }
      }
    }
  }
}

/**
 * Finds the vertices of the lower envelope of the parabolas line[q] + scale (x - q)^2, and the position from
 * which each one is lowest.
 *
 * @returns the number of vertices; 0 when every value is infinite
 */
function lowerEnvelope(
  line: Float64Array,
  length: number,
  scale: number,
  vertices: Int32Array,
  bounds: Float64Array,
): number {
  let count = 0;
  for (let q = 0; q < length; q++) {
    if (line[q] === FAR) continue;
    let from = -FAR;
    while (count > 0) {
      const p = vertices[count - 1];
      from = (line[q] - line[p] + scale * (q * q - p * p)) / (2 * scale * (q - p));
      if (from > bounds[count - 1]) break;
      count--;
      from = -FAR;
    }
    vertices[count] = q;
    bounds[count] = from;
    count++;
  }
  return count;
}
