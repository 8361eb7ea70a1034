import type { Bar } from './Bar';
import { barTable } from './Bar';
import type { Cell } from './Cell';
import { cellOf } from './Cell';
import { rowName } from './rowName';
import type { RunResult } from './Run';
import { table } from './table';
import { EFFICIENCY, TASKS } from './tasks';

/** Compares `full` with few labelled cases to other methods with several times as many. */
export function reportEfficiency(results: readonly RunResult[]): string[] {
  const rows: string[][] = [];
  const bars: Bar[] = [];
  for (const { task: name, methods } of EFFICIENCY) {
    const few = TASKS.find((task) => task.name === name)?.labelled ?? 0;
    const runs = (method: string, labelled: number) =>
      results.filter((r) => r.task === name && rowName(r) === method && r.labelled === labelled);
    for (const [method, factors] of Object.entries(methods)) {
      for (const times of factors) {
        const [full, other] = onSameCases(runs('full', few), runs(method, times * few));
        if (!full || !other) continue;
        const points = ({ points, deviation, seeds }: typeof other) =>
          `${points.toFixed(1)} ± ${deviation.toFixed(1)} (n=${seeds})`;
        rows.push([name, `full, ${few}`, points(full), `${method}, ${times * few}`, points(other)]);
        bars.push({
          comparison: `${name}: full with ${few} above ${method} with ${times} times as many`,
          measured: full.points - other.points,
          required: 0,
        });
      }
    }
  }
  if (rows.length === 0) return [];
  return [
    ...table(['task', 'method, labelled', 'Dice', 'method, labelled', 'Dice'], rows),
    '',
    ...barTable(bars),
  ];
}

/**
 * Scores on the cases that both predict: without a separate test set, the method with more labelled cases has
 * fewer left to predict. The first by name are labelled, so the last ones are common to both.
 */
function onSameCases(...both: readonly RunResult[][]): (Cell | undefined)[] {
  const common = Math.min(...both.flat().map(({ dice }) => dice.length));
  return both.map((runs) => cellOf(runs.map((run) => ({ ...run, dice: run.dice.slice(-common) }))));
}
