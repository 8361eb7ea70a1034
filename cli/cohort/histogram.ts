import { extent } from '../../src/data/extent';

/** Numbers of values in intervals of equal width. */
export interface Histogram {
  title: string;
  /** Name and unit of the values. */
  axis: string;
  /** Middle of each interval. */
  at: number[];
  counts: number[];
}

/** Most intervals, so that bars stay wide enough to see. */
const MAX_BINS = 40;

/** Counts values in about as many intervals as the square root of their number. */
export function histogram(title: string, axis: string, values: readonly number[]): Histogram {
  const [low, high] = extent(values);
  const span = high - low;
  const bins = span === 0 ? 1 : Math.min(MAX_BINS, Math.ceil(Math.sqrt(values.length)));
  const width = span / bins || 1;
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]++;
  return { title, axis, at: counts.map((_, bin) => low + (bin + 0.5) * width), counts };
}
