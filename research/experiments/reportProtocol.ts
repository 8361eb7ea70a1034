import { signed } from './Bar';
import { cellOf } from './Cell';
import { comparePairs } from './comparePairs';
import { mainResults } from './mainResults';
import { PROTOCOL, PROTOCOL_METHODS } from './protocol';
import type { RunResult } from './Run';
import { table } from './table';

/** Pairs of methods whose difference is of interest. */
const COMPARED = [
  ['genseg', 'none'],
  ['genseg-separate', 'none'],
  ['genseg', 'genseg-separate'],
  ['generated', 'none'],
  ['genseg', 'augment'],
] as const;

/** GenSeg's own protocol: a table of all methods, and their differences paired over tasks and seeds. */
export function reportProtocol(results: readonly RunResult[]): string[] {
  const main = mainResults(results, PROTOCOL);
  const tasks = PROTOCOL.filter(({ name }) => main.some(({ task }) => task === name));
  const rows = PROTOCOL_METHODS.map((method) => [
    method,
    ...tasks.map(({ name }) => {
      const cell = cellOf(main.filter((run) => run.task === name && run.method === method));
      if (!cell) return '';
      const seeds = cell.seeds > 1 ? ` ± ${cell.deviation.toFixed(1)}, n=${cell.seeds}` : '';
      return `${cell.points.toFixed(1)}${seeds}`;
    }),
  ]);
  const differences = COMPARED.flatMap(([row, other]) => {
    const { points, pairs, p } = comparePairs(main, row, other);
    return pairs === 0 ? [] : [[`${row} - ${other}`, signed(points), `${pairs}`, p.toFixed(3)]];
  });
  return [
    ...table(['method', ...tasks.map(({ name }) => name.replace('-protocol', ''))], rows),
    '',
    ...table(['difference', 'points', 'pairs', 'p'], differences),
  ];
}
