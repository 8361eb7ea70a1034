import { bar } from './report';
import { table } from './table';
import type { RunResult } from './Run';
import { SHIFTS } from './shiftedImages';
import { mean } from './statistics';
import { SHIFTED } from './tasks';

/**
 * Points that `augment` and `full` lose on shifted test images, by kind of shift: mean over the seeds that both images as
 * they are and shifted ones have been tested with.
 */
export function reportShifted(results: readonly RunResult[]): string[] {
  const rows = SHIFTED.flatMap(({ of, task }) =>
    ['augment', 'full'].flatMap((method) => {
      const losses = lossesOf(results, of, task.name, method);
      return losses.length === 0 ? [] : [{ of, method, seeds: losses.length, losses: meanOfEach(losses) }];
    }),
  );
  if (rows.length === 0) return [];
  const verdicts = SHIFTED.flatMap(({ of }) => {
    const [augment, full] = ['augment', 'full'].map((method) =>
      rows.find((row) => row.of === of && row.method === method),
    );
    if (!augment || !full) return [];
    const [ours, theirs] = [mean(full.losses), mean(augment.losses)];
    return [bar(`${of}, shifted: points that full loses less than augment`, theirs - ours, 0, theirs / 2)];
  });
  return [
    ['', 'Points lost on test images that are shifted, a quarter of them in each way:', ''].join('\n'),
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
    ...verdicts,
  ];
}

/** For each seed the points lost by each kind of shift, over the same test images. */
function lossesOf(results: readonly RunResult[], of: string, shifted: string, method: string): number[][] {
  const runs = (task: string) =>
    results.filter((result) => result.task === task && result.method === method && !result.without);
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
