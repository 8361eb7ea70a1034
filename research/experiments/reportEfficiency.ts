import type { Cell } from './report';
import { bar, cellOf } from './report';
import { rowName } from './rowName';
import type { RunResult } from './Run';
import { table } from './table';
import { EFFICIENCY, TASKS } from './tasks';

/** What the other methods give with several times the labelled cases of `full`, beside `full` with few. */
export function reportEfficiency(results: readonly RunResult[]): string[] {
  const rows: string[][] = [];
  const verdicts: string[] = [];
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
        verdicts.push(
          bar(
            `${name}: full with ${few} above ${method} with ${times} times as many`,
            full.points - other.points,
            0,
          ),
        );
      }
    }
  }
  if (rows.length === 0) return [];
  return [
    '',
    'The same accuracy from fewer labelled cases (of the hippocampus volumes, 3 slices each), on cases that neither has learnt from:',
    '',
    ...table(['task', 'method, labelled', 'Dice', 'method, labelled', 'Dice'], rows),
    '',
    ...verdicts,
  ];
}

/**
 * Where there are no cases for testing alone, those that the one labels are not among those that the other predicts. The first by
 * name are labelled, so the last ones are predicted by both.
 */
function onSameCases(...both: readonly RunResult[][]): (Cell | undefined)[] {
  const common = Math.min(...both.flat().map(({ dice }) => dice.length));
  return both.map((runs) => cellOf(runs.map((run) => ({ ...run, dice: run.dice.slice(-common) }))));
}
