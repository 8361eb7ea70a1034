import type { BenchRow } from '../core/BenchRow';

/** A required figure of a row. */
interface Bar {
  name: string;
  value: number;
  passed: boolean;
}

/** Compares the rows with the applicable bars; returns lines of text. */
export function judge(rows: readonly BenchRow[]): string[] {
  return rows
    .flatMap((row) =>
      [...barsOf(row), ...threadBars(row, rows)].map(({ name, value, passed }) => {
        const where = `${row.backend} ${row.step} ${row.size} width ${row.width}`;
        return `${passed ? 'reached' : 'MISSED '}  ${where}: ${name}: ${value.toFixed(2)}`;
      }),
    )
    .filter((line, i, all) => all.indexOf(line) === i);
}

function barsOf({ backend, step, width, threads, ours, stock, ...row }: BenchRow): Bar[] {
  const bars: Bar[] = [];
  if (backend === 'wasm' && step === 'segmenter' && width === 16 && threads === 1) {
    if (stock) bars.push(atLeast('times as fast as stock, >= 5', stock.ms / ours.ms, 5));
    const share = ours.gflops / row.conv2dGflops;
    bars.push(atLeast('share of the best conv2d GFLOP/s, >= 0.6', share, 0.6));
  }
  if (stock?.dispatches && ours.dispatches && step !== 'predict') {
    const share = ours.dispatches / stock.dispatches;
    bars.push({ name: 'dispatches by those of stock, <= 1/3', value: share, passed: share <= 1 / 3 });
  }
  return bars;
}

/** Bars for two threads compared with one. */
function threadBars(row: BenchRow, rows: readonly BenchRow[]): Bar[] {
  if (row.threads !== 2 || row.step === 'predict') return [];
  const { step, size, width } = row;
  const alone = rows.find(
    (other) => other.threads === 1 && other.step === step && other.size === size && other.width === width,
  );
  return alone ? [atLeast('2 threads by 1, >= 1.6', alone.ours.ms / row.ours.ms, 1.6)] : [];
}

function atLeast(name: string, value: number, minimum: number): Bar {
  return { name, value, passed: value >= minimum };
}
