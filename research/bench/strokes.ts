/**
 * Times correction strokes (`src/correction`) on a noisy image with half of a disc missing, and prints what
 * they achieve.
 *
 *   npm run bench:strokes -- [--size 512] [--repeats 20] [--json]
 */
import { Command } from 'commander';
import { correctMask } from '../../src/correction/correctMask';
import { seededRandom } from '../../src/data/random';

const RADII = [12, 30, 60, 100];

interface StrokeRow {
  size: number;
  /** Radius of the disc, and length of the stroke, pixels. */
  radius: number;
  /** Median, minimum and maximum, ms. */
  ms: number[];
  /** Dice with the disc before and after the stroke. */
  dice: number[];
}

function timeStroke(size: number, radius: number, repeats: number): StrokeRow {
  const random = seededRandom(1);
  const middle = size / 2;
  const disc = Uint8Array.from({ length: size * size }, (_, i) =>
    Math.hypot(Math.floor(i / size) - middle, (i % size) - middle) < radius ? 1 : 0,
  );
  const half = disc.map((value, i) => (i % size < middle ? value : 0));
  const pixels = Float32Array.from(
    disc,
    (value) => 100 * value + 60 * (random() + random() + random() - 1.5),
  );
  const points = [-0.5, 0.5].map((end) => ({ row: middle + end * radius, column: middle + radius / 2 }));
  const correction = { points, radius: 1.5, add: true, segment: 1 };
  const image = { rows: size, columns: size, pixels };
  let after: Uint8Array = half;
  const times = Array.from({ length: repeats + 3 }, () => {
    const start = performance.now();
    after = correctMask(image, half, correction).labelmap;
    return performance.now() - start;
  });
  const sorted = times.slice(3).sort((a, b) => a - b);
  const ms = [sorted[Math.floor(repeats / 2)], sorted[0], sorted[repeats - 1]];
  return {
    size,
    radius,
    ms: ms.map((value) => round(value, 1)),
    dice: [half, after].map((m) => dice(m, disc)),
  };
}

function dice(a: Uint8Array, b: Uint8Array): number {
  const both = a.reduce((sum, value, i) => sum + (value && b[i] ? 1 : 0), 0);
  return round((2 * both) / [...a, ...b].filter(Boolean).length, 3);
}

const round = (value: number, digits: number) => Number(value.toFixed(digits));

const { size, repeats, json } = new Command('bench:strokes')
  .description('Times correction strokes.')
  .option('--size <pixels>', 'edge of the image', Number, 512)
  .option('--repeats <n>', 'timed strokes of each length, after three others', Number, 20)
  .option('--json', 'print one array of JSON and nothing else', false)
  .parse(process.argv)
  .opts<{ size: number; repeats: number; json: boolean }>();
const rows = RADII.filter((radius) => 2 * radius < size).map((radius) => timeStroke(size, radius, repeats));
if (json) {
  process.stdout.write(`${JSON.stringify(rows)}\n`);
} else {
  for (const {
    radius,
    ms,
    dice: [before, after],
  } of rows) {
    const [median, least, most] = ms;
    process.stdout.write(
      `${size} px, stroke of ${radius} px: ${median} ms (${least} to ${most}), Dice ${before} -> ${after}\n`,
    );
  }
}
