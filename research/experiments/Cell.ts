import type { RunResult } from './Run';
import { deviation, mean } from './statistics';

/** The result of one method on one task over all seeds. */
export interface Cell {
  /** Dice x 100, mean over test cases and seeds. */
  points: number;
  /** Standard deviation over seeds. */
  deviation: number;
  seeds: number;
  trainSeconds: number;
  runs: readonly RunResult[];
}

/** @returns undefined if there are no results */
export function cellOf(results: readonly RunResult[]): Cell | undefined {
  if (results.length === 0) return undefined;
  const points = results.map(({ dice }) => 100 * mean(dice));
  return {
    points: mean(points),
    deviation: deviation(points),
    seeds: new Set(results.map(({ seed }) => seed)).size,
    trainSeconds: mean(results.map(({ seconds }) => seconds.train)),
    runs: results,
  };
}
