import { rowName } from './rowName';
import type { RunResult } from './Run';
import { comparePairs } from './comparePairs';
import { isAsGoodAs } from './equalSources';
import { deviation, mean } from './statistics';
import { table } from './table';
import type { Task } from './tasks';

/** Dice x 100 over seeds. */
export interface Cell {
  points: number;
  deviation: number;
  seeds: number;
  trainSeconds: number;
  runs: readonly RunResult[];
}

/** Points that `full` must be above another method, or above 0 where none is named. */
interface Bar {
  above: string;
  must: number;
  reach?: number;
}

/** Each task's part of the bars. */
const BARS: Record<string, Bar[] | undefined> = {
  hippocampus: [
    { above: 'none', must: 6 },
    { above: 'augment', must: 0, reach: 4 },
  ],
  jsrt: [
    { above: '', must: 94 },
    { above: 'augment', must: 0, reach: 1 },
  ],
  lv: [
    { above: 'none', must: 8 },
    { above: 'augment', must: 0, reach: 4 },
  ],
  kvasir: [
    { above: 'none', must: 5 },
    { above: 'augment', must: 0, reach: 4 },
  ],
  'sarcoma-1': [
    { above: 'augment', must: 0, reach: 3 },
    { above: 'interpolation', must: 4 },
  ],
  'sarcoma-4': [
    { above: 'augment', must: 0, reach: 3 },
    { above: 'interpolation', must: 4 },
  ],
};
/** Of tasks without bars of their own. */
const ANY_TASK: Bar[] = [{ above: 'augment', must: 0 }];
const MEAN_BAR = { must: 1.5, reach: 4 };
const SIGNIFICANT = 0.05;

/** The results of the tasks as they are, without those with more labelled images or other test images. */
export function mainResults(results: readonly RunResult[], tasks: readonly Task[]): RunResult[] {
  return results.filter((result) =>
    tasks.some(({ name, labelled }) => name === result.task && labelled === result.labelled),
  );
}

/**
 * The tables and bars in Markdown.
 *
 * @param sources hash of the present sources; figures of others are marked, unless they equal these
 */
export function report(results: readonly RunResult[], tasks: readonly Task[], sources: string): string {
  const main = mainResults(results, tasks);
  const used = tasks.filter(({ name }) => main.some(({ task }) => task === name));
  const rows = [...new Set(main.map(rowName))];
  const cell = (row: string, task: string) =>
    cellOf(main.filter((r) => rowName(r) === row && r.task === task));
  const lines = table(
    ['method', ...used.map(({ name }) => name), 'mean'],
    rows.map((row) => {
      const cells = used.map(({ name }) => cell(row, name));
      const all = cells.every((one) => one !== undefined);
      const average = all ? mean(cells.map((one) => one?.points ?? NaN)).toFixed(1) : '';
      return [row, ...cells.map((one) => show(one, sources)), average];
    }),
  );
  const machines = [...new Set(main.map(({ machine, date }) => `${machine}, ${date}`))];
  return [
    ...used.map(({ name, title, size }) => `* **${name}**: ${title}; ${size} x ${size}.`),
    '',
    ...lines,
    '',
    `Points are Dice x 100: mean over test cases, then mean ± standard deviation over seeds (their number behind it, where it is not 3); in brackets the seconds of training; † was measured with earlier sources than ${sources}. ${machines.join('; ')}.`,
    '',
    ...judge(main, used),
  ].join('\n');
}

/** The bars that these results can be held against. */
export function judge(results: readonly RunResult[], tasks: readonly Task[]): string[] {
  const points = (row: string, task: string) =>
    cellOf(results.filter((result) => rowName(result) === row && result.task === task))?.points;
  const lines = tasks.flatMap(({ name }) =>
    (BARS[name] ?? ANY_TASK).flatMap(({ above, must, reach }) => {
      const full = points('full', name);
      const other = above === '' ? 0 : points(above, name);
      if (full === undefined || other === undefined) return [];
      return [bar(`${name}: full${above && ` above ${above}`}`, full - other, must, reach)];
    }),
  );
  const gains = tasks.flatMap(({ name }) => {
    const [full, augment] = [points('full', name), points('augment', name)];
    return full === undefined || augment === undefined ? [] : [full - augment];
  });
  if (gains.length === tasks.length && gains.length > 1) {
    lines.push(
      bar(`mean of ${gains.length} tasks: full above augment`, mean(gains), MEAN_BAR.must, MEAN_BAR.reach),
    );
  }
  return [...lines, ...compareEndToEnd(results)];
}

/** The generator that the validation loss moves against the one that is trained apart, paired over tasks and seeds. */
function compareEndToEnd(results: readonly RunResult[]): string[] {
  const { points, pairs, p } = comparePairs(results, 'end-to-end', 'separate');
  if (pairs === 0) return [];
  const passed = points > 0 && p < SIGNIFICANT;
  return [
    `* ${passed ? 'reached' : '**missed**'}: end-to-end above separate: ${signed(points)} points over ` +
      `${pairs} pairs, p = ${p.toFixed(3)} (Wilcoxon signed-rank, one-sided; < ${SIGNIFICANT})`,
  ];
}

export function bar(name: string, value: number, must: number, reach?: number): string {
  const verdict = value < must ? '**missed**' : 'reached';
  const further =
    reach === undefined
      ? ''
      : `, ${value < reach ? 'not ' : ''}the further aim of ${Number(reach.toFixed(1))}`;
  return `* ${verdict}: ${name}: ${signed(value)} (>= ${must}${further})`;
}

/** What all seeds of one row and task gave; undefined where none ran. */
export function cellOf(results: readonly RunResult[]): Cell | undefined {
  if (results.length === 0) return undefined;
  const points = results.map(({ dice }) => 100 * mean(dice));
  return {
    points: mean(points),
    deviation: deviation(points),
    seeds: new Set(results.map(({ seed }) => seed)).size,
    trainSeconds: mean(results.map(({ seconds }) => seconds.train)),
    runs: results,
  };
}

const USUAL_SEEDS = 3;

function show(cell: Cell | undefined, sources: string): string {
  if (!cell) return '';
  const seeds = cell.seeds === USUAL_SEEDS ? '' : ` n=${cell.seeds}`;
  const old = cell.runs.some((run) => !isAsGoodAs(run, sources)) ? ' †' : '';
  const spread = cell.seeds > 1 ? ` ± ${cell.deviation.toFixed(1)}` : '';
  return `${cell.points.toFixed(1)}${spread}${seeds} (${Math.round(cell.trainSeconds)} s)${old}`;
}

export function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
