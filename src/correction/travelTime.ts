const DIAGONAL = Math.SQRT2;

/** Additional costs of steps between neighbouring pixels. */
export interface Terrain {
  /** A step takes the difference of both pixels' heights. */
  heights: Float32Array;
  /** Differences up to this one are noise and take nothing. */
  noise: number;
}

/**
 * Time to reach each pixel from the nearest seed, over the 8 neighbours, by raster scans there and back
 * (Criminisi et al., GeoS, 2008). A step takes the mean cost of both pixels, a diagonal one more by sqrt(2).
 *
 * @param costs time per pixel, > 0; length = rows x columns
 * @param seeds 1 where time begins; Infinity everywhere if there are none
 * @param scans number of scans there and back; one is exact where all costs are equal
 */
export function travelTime(
  costs: Float32Array,
  seeds: Uint8Array,
  { rows, columns }: { rows: number; columns: number },
  scans: number,
  { heights, noise }: Terrain = { heights: new Float32Array(costs.length), noise: 0 },
): Float32Array {
  const times = new Float32Array(costs.length);
  for (let i = 0; i < times.length; i++) times[i] = seeds[i] ? 0 : Infinity;
  const last = columns - 1;
  for (let scan = 0; scan < 2 * scans; scan++) {
    const direction = scan % 2 === 0 ? 1 : -1;
    for (let line = 0; line < rows; line++) {
      const row = direction === 1 ? line : rows - 1 - line;
      for (let i = 0; i < columns; i++) {
        const column = direction === 1 ? i : last - i;
        const at = row * columns + column;
        const before = at - direction * columns;
        let least = times[at];
        // The neighbours that this scan has passed: one beside, and three in the line before.
        for (let n = 0; n < 4; n++) {
          let from = at - direction;
          if (n === 0) {
            if (i === 0) continue;
          } else {
            if (line === 0) break;
            from = before + n - 2;
            if ((n === 1 && column === 0) || (n === 3 && column === last)) continue;
          }
          const start = times[from];
          if (start >= least) continue;
          const rise = heights[at] - heights[from];
          const climb = (rise < 0 ? -rise : rise) - noise;
          const length = n === 1 || n === 3 ? DIAGONAL : 1;
          const time = start + length * 0.5 * (costs[at] + costs[from]) + (climb > 0 ? climb : 0);
          if (time < least) least = time;
        }
        times[at] = least;
      }
    }
  }
  return times;
}
