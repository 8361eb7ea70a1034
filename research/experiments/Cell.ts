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
  /** Mean 95 % Hausdorff distance, and mean surface Dice x 100, of the runs that have them. */
  surfaces?: { hd95: number; unit: string; surfacePoints: number };
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
    surfaces: surfacesOf(results),
    runs: results,
  };
}

function surfacesOf(results: readonly RunResult[]): Cell['surfaces'] {
  const measured = results.flatMap(({ hd95, surfaceDice, unit }) =>
    hd95 && surfaceDice && unit ? [{ far: hd95.filter((one) => one !== null), near: surfaceDice, unit }] : [],
  );
  if (measured.length === 0) return undefined;
  return {
    hd95: mean(measured.map(({ far }) => mean(far))),
    unit: measured[0].unit === 'mm' ? 'mm' : 'px',
    surfacePoints: 100 * mean(measured.map(({ near }) => mean(near))),
  };
}
