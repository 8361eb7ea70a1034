import { seededRandom } from '../../src/data/random';
import { InputError } from '../InputError';

/**
 * How the labelled cases are chosen: the first by name (for comparable figures), or randomly from the seed.
 */
export type Pick = 'first' | 'random';

/** Default number of labelled cases when there is no test folder. */
const USUAL = 9;

/**
 * Divides the cases of a folder, sorted by name, into the labelled ones and the rest, and keeps their order.
 *
 * @param count number of labelled cases; undefined means 9 if `keepRest` is set, otherwise all
 * @param keepRest whether the rest is used for testing and so must not be empty
 */
export function pickLabelled<T>(
  cases: readonly T[],
  count: number | undefined,
  pick: Pick,
  seed: number,
  keepRest: boolean,
): { labelled: T[]; rest: T[] } {
  const wanted = count ?? (keepRest ? USUAL : cases.length);
  if (wanted > cases.length || (keepRest && wanted === cases.length)) {
    throw new InputError(
      `There are ${cases.length} cases, so ${wanted} cannot be labelled${keepRest ? ' with any left for testing' : ''}. ` +
        `Choose a smaller --labelled${keepRest ? ', or give a folder with --test' : ''}.`,
    );
  }
  const order = cases.map((_, index) => index);
  if (pick === 'random') shuffle(order, seed);
  const chosen = new Set(order.slice(0, wanted));
  return {
    labelled: cases.filter((_, index) => chosen.has(index)),
    rest: cases.filter((_, index) => !chosen.has(index)),
  };
}

/** Fisher-Yates shuffle, in place, from a seed. */
function shuffle(values: number[], seed: number): void {
  const random = seededRandom(seed);
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [values[i], values[j]] = [values[j], values[i]];
  }
}
