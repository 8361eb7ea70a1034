import { INGREDIENTS } from '../../src/learning/recipe';
import { signed } from './Bar';
import { comparePairs } from './comparePairs';
import { mainResults } from './mainResults';
import { rowName } from './rowName';
import type { RunResult } from './Run';
import { table } from './table';
import type { Task } from './tasks';

/**
 * What each ingredient gains: `full` minus `full` without it, paired over tasks and seeds. Ingredients
 * without measured ablations are omitted.
 */
export function reportIngredients(results: readonly RunResult[], tasks: readonly Task[]): string[] {
  const main = mainResults(results, tasks);
  const full = (without: string) => rowName({ method: 'full', without });
  const rows = INGREDIENTS.flatMap((ingredient) => {
    const [base, without] = [full(''), full(ingredient)];
    const { points, pairs, p } = comparePairs(main, base, without);
    if (pairs === 0) return [];
    const each = tasks.flatMap(({ name }) => {
      const one = comparePairs(
        main.filter(({ task }) => task === name),
        base,
        without,
      );
      return one.pairs === 0 ? [] : [`${name} ${signed(one.points)}`];
    });
    return [[ingredient, signed(points), `${pairs}`, p.toFixed(3), each.join(', ')]];
  });
  if (rows.length === 0) return [];
  return table(['ingredient', 'points', 'pairs', 'p', 'by task'], rows);
}
