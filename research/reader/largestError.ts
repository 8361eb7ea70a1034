import { distanceTo } from '../../src/correction/distanceTo';
import type { StrokePoint } from '../../src/correction/StrokePoint';
import { neighbours, regionsOf } from './regionsOf';

/** A connected region where a mask is wrong in the same way. */
export interface ErrorRegion {
  /** Whether the region is missing in the mask; otherwise it is too much. */
  add: boolean;
  /** A line along the middle of the region. */
  points: StrokePoint[];
  pixels: number;
}

interface Size {
  rows: number;
  columns: number;
}

/** Pixels of a stroke between two of its points. */
const STEP = 3;

/**
 * The largest region where a mask differs from the truth.
 *
 * @param labelmap 1 inside the structure; length = rows x columns
 * @returns undefined where the masks are equal
 */
export function largestError(labelmap: Uint8Array, truth: Uint8Array, size: Size): ErrorRegion | undefined {
  const regions = [true, false].flatMap((add) => {
    const wrong = truth.map((value, i) => ((value === 1) === add && (labelmap[i] === 1) !== add ? 1 : 0));
    return regionsOf(wrong, size).map((pixels) => ({ add, pixels }));
  });
  const [largest] = regions.sort((a, b) => b.pixels.length - a.pixels.length);
  if (!largest) return undefined;
  return { add: largest.add, points: middleLine(largest.pixels, size), pixels: largest.pixels.length };
}

/** The longest path through the inner half of a region, which has no sharp ends and no frayed edge. */
function middleLine(pixels: readonly number[], size: Size): StrokePoint[] {
  const outside = new Uint8Array(size.rows * size.columns).fill(1);
  for (const at of pixels) outside[at] = 0;
  const depth = distanceTo(outside, size);
  const deepest = pixels.reduce((best, at) => (depth[at] > depth[best] ? at : best), pixels[0]);
  const inner = new Uint8Array(outside.length);
  for (const at of pixels) if (depth[at] >= depth[deepest] / 2) inner[at] = 1;
  const [end] = pathToFarthest(deepest, inner, size);
  const path = pathToFarthest(end, inner, size);
  return path
    .filter((_, i) => i % STEP === 0 || i === path.length - 1)
    .map((at) => ({ row: Math.floor(at / size.columns), column: at % size.columns }));
}

/** The shortest path over the 8 neighbours to a pixel from the one that is farthest from it. */
function pathToFarthest(start: number, inside: Uint8Array, size: Size): number[] {
  const before = new Map([[start, -1]]);
  const reached = [start];
  for (const at of reached) {
    for (const next of neighbours(at, size)) {
      if (!inside[next] || before.has(next)) continue;
      before.set(next, at);
      reached.push(next);
    }
  }
  const path: number[] = [];
  for (let at = reached[reached.length - 1]; at >= 0; at = before.get(at) ?? -1) path.push(at);
  return path;
}
