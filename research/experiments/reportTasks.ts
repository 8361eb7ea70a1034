import { METHODS } from '../../cli/methods/methods';
import type { Cell } from './Cell';
import { cellOf } from './Cell';
import { isAsGoodAs } from './equalSources';
import { mainResults } from './mainResults';
import { reportBars } from './reportBars';
import { rowName } from './rowName';
import type { RunResult } from './Run';
import { mean } from './statistics';
import { table } from './table';
import type { Task } from './tasks';

/**
 * Formats the tasks, with all methods that ran on them, and the bars as Markdown.
 *
 * @param results in the order of measurement; figures from other sources than the newest result's are marked,
 * unless those sources are equal
 */
export function reportTasks(results: readonly RunResult[], tasks: readonly Task[]): string[] {
  const main = mainResults(results, tasks);
  const sources = main.at(-1)?.sources ?? '';
  const used = tasks.filter(({ name }) => main.some(({ task }) => task === name));
  const rows = [...new Set([...main].sort(byMethod).map(rowName))];
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
  const machines = [...new Set(main.map(({ machine, date }) => `${machine}, ${date}`))].sort();
  return [
    ...used.map(({ name, title, size }) => `* **${name}**: ${title}; ${size} x ${size} pixels.`),
    '',
    ...lines,
    '',
    'Points are Dice x 100: the mean over test cases, then mean ± standard deviation over seeds. A cell has three seeds',
    'unless `n=` says otherwise. Seconds of training are in brackets. † marks figures of earlier sources than',
    `${sources}, the newest in this table. Machines: ${machines.join('; ')}.`,
    '',
    ...reportSurfaces(rows, used, cell),
    ...reportBars(main, used),
  ];
}

/** The table of HD95 and surface Dice; empty when no run has them. */
function reportSurfaces(
  rows: readonly string[],
  tasks: readonly Task[],
  cell: (row: string, task: string) => Cell | undefined,
): string[] {
  const show = (surfaces: Cell['surfaces']) =>
    surfaces ? `${surfaces.hd95.toFixed(1)} ${surfaces.unit}, ${surfaces.surfacePoints.toFixed(1)}` : '';
  const shown = rows
    .map((row) => [row, ...tasks.map(({ name }) => show(cell(row, name)?.surfaces))])
    .filter(([, ...cells]) => cells.some((text) => text !== ''));
  if (shown.length === 0) return [];
  return [
    'Outlines: the mean 95 % Hausdorff distance of the cases with a mask on both sides, then surface Dice x 100 within',
    '2 mm, or 2 pixels where files do not state their size.',
    '',
    ...table(['method', ...tasks.map(({ name }) => name)], shown),
    '',
  ];
}

const METHOD_ORDER = ['interpolation', 'propagation', ...Object.keys(METHODS)];

/** Row order: each method, followed by its ablations. */
function byMethod(a: RunResult, b: RunResult): number {
  const order = ({ method }: RunResult) => METHOD_ORDER.indexOf(method);
  return order(a) - order(b) || a.without.length - b.without.length || (a.without < b.without ? -1 : 1);
}

const USUAL_SEEDS = 3;

function show(cell: Cell | undefined, sources: string): string {
  if (!cell) return '';
  const seeds = cell.seeds === USUAL_SEEDS ? '' : ` n=${cell.seeds}`;
  const old = cell.runs.some((run) => !isAsGoodAs(run, sources)) ? ' †' : '';
  const spread = cell.seeds > 1 ? ` ± ${cell.deviation.toFixed(1)}` : '';
  return `${cell.points.toFixed(1)}${spread}${seeds} (${Math.round(cell.trainSeconds)} s)${old}`;
}
