import type { RunResult } from './Run';

/** Source versions that give every case the same Dice, to the five stored decimals. */
export interface EqualSources {
  /** Hashes, see `sourceHash`. */
  before: string;
  after: string;
  /**
   * What changed, and which runs showed that the results are equal: `npm run experiments -- --repeat BEFORE`,
   * or shorter runs of both. Together they must cover every stage, method and kind of task that the change
   * could affect.
   */
  shown: string;
  /** Tasks whose results differ. */
  but?: readonly string[];
}

/** None at present. */
const EQUAL: readonly EqualSources[] = [];

/**
 * Whether a result is equivalent to one of the given sources: it is from one of them, or from sources that
 * are equal on its task.
 */
export function isAsGoodAs(
  { sources, task }: Pick<RunResult, 'sources' | 'task'>,
  present: string,
  equal: readonly EqualSources[] = EQUAL,
): boolean {
  if (sources === present) return true;
  return equal.some(
    ({ before, after, but = [] }) =>
      before === sources && !but.includes(task) && isAsGoodAs({ sources: after, task }, present, equal),
  );
}
