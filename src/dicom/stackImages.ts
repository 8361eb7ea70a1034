import type { Vector3 } from '../data/Image';
import { cross, dot } from '../data/vectors';
import type { SegImage } from './SegContent';

/** Cosines that differ by less than this count as equal: scanners round them to about six digits. */
const SAME_COSINE = 1e-4;
/** Distances between images count as even if they differ by less than this share of their mean. */
const EVEN = 0.01;

/** Position of an image along its normal, mm; 0 for images without geometry. */
function heightOf({ geometry }: SegImage): number {
  if (!geometry) return 0;
  return dot(cross(geometry.rowCosines, geometry.columnCosines), geometry.origin);
}

/**
 * Groups images by their orientation, each group sorted along its normal. Images without geometry form a
 * separate group, in the given order.
 */
export function stackImages(images: readonly SegImage[]): SegImage[][] {
  const stacks: SegImage[][] = [];
  for (const image of images) {
    const stack = stacks.find(([first]) => sameOrientation(first, image));
    if (stack) stack.push(image);
    else stacks.push([image]);
  }
  // The sort is stable: images at the same position stay in the given order.
  return stacks.map((stack) => stack.sort((a, b) => heightOf(a) - heightOf(b)));
}

/** Whether two images have the same row and column directions. */
export function sameOrientation({ geometry: a }: SegImage, { geometry: b }: SegImage): boolean {
  if (!a || !b) return !a && !b;
  const near = (p: Vector3, q: Vector3) => p.every((value, axis) => Math.abs(value - q[axis]) < SAME_COSINE);
  return near(a.rowCosines, b.rowCosines) && near(a.columnCosines, b.columnCosines);
}

/**
 * The part of a stack's height that each of its images stands for, mm: half of the way to either neighbour,
 * and at the ends as much outwards as inwards. Undefined for a single image, and where images share a
 * position.
 */
export function stackShares(stack: readonly SegImage[]): number[] | undefined {
  const { even } = stackDistances(stack);
  if (even !== undefined) return stack.map(() => even);
  const heights = stack.map(heightOf);
  const gaps = heights.slice(1).map((height, i) => height - heights[i]);
  if (gaps.length === 0 || gaps.some((gap) => gap <= 0)) return undefined;
  return heights.map((_, i) => ((gaps[i - 1] ?? gaps[i]) + (gaps[i] ?? gaps[i - 1])) / 2);
}

/** Distances between neighbouring images of a stack along the normal, mm. */
export function stackDistances(stack: readonly SegImage[]): { even?: number; smallest?: number } {
  const heights = stack.map(heightOf);
  const distances = heights.slice(1).map((height, i) => height - heights[i]);
  const apart = distances.filter((distance) => distance > 0);
  if (apart.length === 0) return {};
  const smallest = Math.min(...apart);
  const mean = (heights[heights.length - 1] - heights[0]) / distances.length;
  const isEven = heights.every((height, i) => Math.abs(height - heights[0] - i * mean) <= EVEN * mean);
  return isEven ? { even: mean, smallest } : { smallest };
}
