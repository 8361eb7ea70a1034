import type { Bar } from './Bar';
import { barTable, signed, verdict } from './Bar';
import { cellOf } from './Cell';
import { comparePairs } from './comparePairs';
import { rowName } from './rowName';
import type { RunResult } from './Run';
import { mean } from './statistics';
import type { Task } from './tasks';

/** Points by which `full` must exceed another method, or exceed 0 if none is named. */
interface TaskBar {
  above: string;
  required: number;
  aim?: number;
}

const overAugment = (aim: number): TaskBar => ({ above: 'augment', required: 0, aim });

const BARS: Record<string, TaskBar[] | undefined> = {
  hippocampus: [{ above: 'none', required: 6 }, overAugment(4)],
  jsrt: [{ above: '', required: 94 }, overAugment(1)],
  lv: [{ above: 'none', required: 8 }, overAugment(4)],
  kvasir: [{ above: 'none', required: 5 }, overAugment(4)],
  'sarcoma-1': [overAugment(3), { above: 'interpolation', required: 4 }],
  'sarcoma-4': [overAugment(3), { above: 'interpolation', required: 4 }],
  ...Object.fromEntries(
    ['1', '4', 'pet'].map((one) => [
      `sarcoma-${one}-sparse`,
      [
        { above: 'augment', required: 0 },
        { above: 'interpolation', required: 3, aim: 5 },
      ],
    ]),
  ),
};
/** Bars of tasks that have no specific ones. */
const ANY_TASK: TaskBar[] = [{ above: 'augment', required: 0 }];
const MEAN_BAR = { required: 1.5, aim: 4 };
const SIGNIFICANT = 0.05;
const NOT_LEARNT = ['interpolation', 'propagation'];

/** All comparisons that these results allow, in Markdown. */
export function reportBars(results: readonly RunResult[], tasks: readonly Task[]): string[] {
  const gain = (task: string, above: string) => gainOf(results, task, above);
  const bars = tasks.flatMap(({ name }) =>
    (BARS[name] ?? ANY_TASK).flatMap(({ above, required, aim }): Bar[] => {
      const measured = gain(name, above);
      const comparison = `${name}: full${above && ` above ${above}`}`;
      return measured === undefined ? [] : [{ comparison, measured, required, aim }];
    }),
  );
  const gains = tasks.flatMap(({ name }) => gain(name, 'augment') ?? []);
  if (gains.length === tasks.length && gains.length > 1) {
    const comparison = `mean of ${gains.length} tasks: full above augment`;
    bars.push({ comparison, measured: mean(gains), ...MEAN_BAR });
  }
  return [...barTable(bars), ...compareEndToEnd(results)];
}

/**
 * Points by which `full` exceeds a method on a task, or its points if none is named: the mean over the seeds
 * that both have, as seeds differ by more than methods do. What does not learn has one result for all seeds.
 */
function gainOf(results: readonly RunResult[], task: string, above: string): number | undefined {
  const runsOf = (row: string) => results.filter((run) => rowName(run) === row && run.task === task);
  const [full, other] = [runsOf('full'), runsOf(above)];
  const gains = [...new Set(full.map(({ seed }) => seed))].flatMap((seed) => {
    const ours = cellOf(full.filter((run) => run.seed === seed))?.points;
    const same = NOT_LEARNT.includes(above) ? other : other.filter((run) => run.seed === seed);
    const theirs = above === '' ? 0 : cellOf(same)?.points;
    return ours === undefined || theirs === undefined ? [] : [ours - theirs];
  });
  return gains.length === 0 ? undefined : mean(gains);
}

/**
 * Compares the generator trained end to end, by the validation loss, with the separately trained one, paired
 * over tasks and seeds.
 */
function compareEndToEnd(results: readonly RunResult[]): string[] {
  const { points, pairs, p } = comparePairs(results, 'end-to-end', 'separate');
  if (pairs === 0) return [];
  return [
    '',
    `Required, too: end-to-end significantly above separate. Measured: ${signed(points)} points over ${pairs} pairs, ` +
      `p = ${p.toFixed(3)}`,
    `(Wilcoxon signed-rank, one-sided; p < ${SIGNIFICANT} is required). Met: ${verdict(points > 0 && p < SIGNIFICANT)}.`,
  ];
}
