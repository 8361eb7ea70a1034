import type { BenchRow, Figures } from '../core/BenchRow';
import { judge } from './bars';

/** Column heads, each with a function that returns the text for a row. */
const COLUMNS: readonly (readonly [string, (row: BenchRow) => string])[] = [
  ['step', ({ step }) => step],
  ['size', ({ size }) => String(size)],
  ['width', ({ width }) => String(width)],
  ['threads', ({ threads }) => String(threads)],
  ['tiles', ({ half }) => (half ? 'half' : 'full')],
  ['ours ms (min-max)', ({ ours }) => times(ours)],
  ['stock ms', ({ stock }) => times(stock)],
  ['torch ms', ({ torch }) => times(torch)],
  ['x stock', ({ ours, stock }) => (stock ? fixed(stock.ms / ours.ms) : '-')],
  ['x torch', ({ ours, torch }) => (torch ? fixed(torch.ms / ours.ms) : '-')],
  ['GFLOP/s', ({ ours }) => fixed(ours.gflops)],
  ['of matMul', ({ ours, matmulGflops }) => percent(ours.gflops / matmulGflops)],
  ['of conv2d', ({ ours, conv2dGflops }) => percent(ours.gflops / conv2dGflops)],
  ['of conv2d 16', ({ ours, conv2dGflops16 }) => percent(ours.gflops / conv2dGflops16)],
  ['dispatches', ({ ours, stock }) => `${ours.dispatches} / ${stock?.dispatches ?? '-'}`],
  ['peak MB', ({ ours, stock }) => `${megabytes(ours)} / ${megabytes(stock)}`],
  ['soak', ({ soak }) => (soak ? `${soak.steps} steps, heap +${soak.heapBytes}` : '-')],
];

/** Formats the rows as a Markdown table, followed by the bars. */
export function formatTable(rows: readonly BenchRow[]): string {
  const cells = [COLUMNS.map(([head]) => head), ...rows.map((row) => COLUMNS.map(([, read]) => read(row)))];
  const widths = COLUMNS.map((_, i) => Math.max(...cells.map((line) => line[i].length)));
  const lines = cells.map((line) => `| ${line.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
  lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  const heads = [...new Set(rows.map(describeRun))];
  return [...heads, '', ...lines, '', ...judge(rows)].join('\n');
}

function describeRun({ device, matmulGflops, conv2dGflops, conv2dGflops16 }: BenchRow): string {
  const [matmul, conv2d, conv2d16] = [matmulGflops, conv2dGflops, conv2dGflops16].map(fixed);
  return `${device}; GFLOP/s of stock operations: matMul ${matmul}, conv2d ${conv2d}, at [4,64,64,16]->16 ${conv2d16}`;
}

function times(figures: Figures | null): string {
  return figures ? `${fixed(figures.ms)} (${fixed(figures.msMin)}-${fixed(figures.msMax)})` : '-';
}

function megabytes(figures: Figures | null): string {
  return figures ? fixed(figures.peakBytes / 1e6) : '-';
}

function fixed(value: number): string {
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}
