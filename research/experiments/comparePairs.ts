import type { RunResult } from './Run';
import { rowName } from './rowName';
import { mean, signedRank } from './statistics';

export interface Comparison {
  /** Dice x 100, the mean difference; NaN without pairs. */
  points: number;
  pairs: number;
  /** p-value for the first row being better, see `signedRank`. */
  p: number;
}

/** Compares one row of the tables with another, paired over tasks and seeds. */
export function comparePairs(results: readonly RunResult[], row: string, other: string): Comparison {
  const rest = results.filter((result) => rowName(result) === other);
  const differences = results
    .filter((result) => rowName(result) === row)
    .flatMap((ours) => {
      const theirs = rest.find(({ task, seed }) => task === ours.task && seed === ours.seed);
      return theirs ? [100 * (mean(ours.dice) - mean(theirs.dice))] : [];
    });
  return { points: mean(differences), pairs: differences.length, p: signedRank(differences) };
}
