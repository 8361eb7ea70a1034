import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { readPng } from '../../cli/files/readPng';
import { writePng } from '../../cli/files/writePng';
import type { Random } from '../../src/data/random';
import { normal, seededRandom } from '../../src/data/random';

/** Changes of test images; image i of a folder gets change i modulo their number. */
export const SHIFTS = ['gamma', 'noise', 'resolution', 'inversion'] as const;
export type Shift = (typeof SHIFTS)[number];

const GAMMA = 2;
/** Standard deviation of added noise, as a share of the range. */
const NOISE = 0.12;
/** Edge of the square blocks that are averaged, pixels. */
const BLOCK = 5;

/**
 * Copies the images of a folder except the first `skip` by name, each with one change, and their masks.
 *
 * @param source a folder with `images/` and `masks/` of 8-bit grey PNG files
 */
export async function writeShifted(source: string, skip: number, target: string): Promise<void> {
  for (const part of ['images', 'masks']) mkdirSync(path.join(target, part), { recursive: true });
  const random = seededRandom(1);
  const names = readdirSync(path.join(source, 'images')).sort().slice(skip);
  for (const [i, name] of names.entries()) {
    const { size, values } = await readPng(path.join(source, 'images', name));
    const [width, height] = size;
    const shifted = shift(values, width, SHIFTS[i % SHIFTS.length], random);
    await writePng(path.join(target, 'images', name), width, height, shifted);
    copyFileSync(path.join(source, 'masks', name), path.join(target, 'masks', name));
  }
}

/** @param values 0..255, row by row */
export function shift(values: Float32Array, width: number, kind: Shift, random: Random): Uint8Array {
  const range = 255;
  const byKind: Record<Shift, (value: number, i: number) => number> = {
    gamma: (value) => range * (value / range) ** GAMMA,
    noise: (value) => value + range * NOISE * normal(random),
    resolution: (_, i) => blockMean(values, width, i),
    inversion: (value) => range - value,
  };
  return Uint8Array.from(values, (value, i) =>
    Math.max(0, Math.min(range, Math.round(byKind[kind](value, i)))),
  );
}

/** Mean of the block of pixels that contains pixel `i`. */
function blockMean(values: Float32Array, width: number, i: number): number {
  const height = values.length / width;
  const [left, top] = [i % width, Math.floor(i / width)].map((at) => at - (at % BLOCK));
  let sum = 0;
  let count = 0;
  for (let y = top; y < Math.min(height, top + BLOCK); y++) {
    for (let x = left; x < Math.min(width, left + BLOCK); x++, count++) sum += values[y * width + x];
  }
  return sum / count;
}
