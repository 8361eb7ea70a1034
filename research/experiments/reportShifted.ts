import type { Bar } from './Bar';
import { barTable } from './Bar';
import { rowName } from './rowName';
import { table } from './table';
import type { RunResult } from './Run';
import { SHIFTS } from './shiftedImages';
import { mean } from './statistics';
import { SHIFTED } from './tasks';

/**
 * Points that `augment` and `full` lose on shifted test images, by kind of shift: the mean over the seeds
 * tested on both the original and the shifted images.
 */
export function reportShifted(results: readonly RunResult[]): string[] {
  const rows = SHIFTED.flatMap(({ of, task }) =>
    ['augment', 'full'].flatMap((method) => {
      const losses = lossesOf(results, of, task.name, method);
      return losses.length === 0 ? [] : [{ of, method, seeds: losses.length, losses: meanOfEach(losses) }];
    }),
  );
  if (rows.length === 0) return [];
  const lossOf = (of: string, method: string) => {
    const row = rows.find((one) => one.of === of && one.method === method);
    return row && mean(row.losses);
  };
  const bars = SHIFTED.flatMap(({ of }): Bar[] => {
    const [theirs, ours] = [lossOf(of, 'augment'), lossOf(of, 'full')];
    if (theirs === undefined || ours === undefined) return [];
    const comparison = `${of}, shifted: points that full loses less than augment`;
    return [{ comparison, measured: theirs - ours, required: 0, aim: theirs / 2 }];
  });
  return [
    ...table(
      ['task', 'method', ...SHIFTS, 'mean', 'seeds'],
      rows.map(({ of, method, losses, seeds }) => [
        of,
        method,
        ...[...losses, mean(losses)].map((loss) => loss.toFixed(1)),
        String(seeds),
      ]),
    ),
    '',
    ...barTable(bars),
  ];
}

/** The points lost for each seed and kind of shift, on the same test images. */
function lossesOf(results: readonly RunResult[], of: string, shifted: string, method: string): number[][] {
  const runs = (task: string) =>
    results.filter((result) => result.task === task && rowName(result) === method);
  return runs(shifted).flatMap((changed) => {
    const plain = runs(of).find(
      ({ seed, labelled, dice }) =>
        seed === changed.seed && labelled === changed.labelled && dice.length === changed.dice.length,
    );
    if (!plain) return [];
    return [
      SHIFTS.map((_, kind) => {
        const differences = plain.dice.map((dice, i) => 100 * (dice - changed.dice[i]));
        return mean(differences.filter((_, i) => i % SHIFTS.length === kind));
      }),
    ];
  });
}

function meanOfEach(rows: readonly number[][]): number[] {
  return rows[0].map((_, column) => mean(rows.map((row) => row[column])));
}
