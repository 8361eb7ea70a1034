import type { Vector3 } from '../data/Image';
import { pixelToPatient } from '../data/patientSpace';
import { mutualInformation } from './mutualInformation';
import { StackSampler, type PlacedImage } from './StackSampler';

/** How two series lie relative to each other. */
export interface Displacement {
  /** The shift of the second series, mm, at which the two agree best. */
  shift: Vector3;
  /** Length of the shift, mm. */
  distance: number;
  /** How much better they agree there than as they lie, as a share of all agreement there, 0..1. */
  gain: number;
}

/** Most points per edge of an image. */
const GRID = 32;
/** Classes of values; more need more points. */
const CLASSES = 24;
/** The share of the lowest and highest values that one class takes up, so that a few extremes do not. */
const TAIL = 0.02;
/** Steps of the search, mm. */
const STEPS = [16, 8, 4, 2];
/** Longest shift along an axis that is looked for, mm. */
const REACH = 48;
/** Share of the points that must stay inside the stack. */
const OVERLAP = 0.7;
const DIRECTIONS: readonly Vector3[] = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
];

/**
 * How far a series is displaced against another one of the same frame of reference, whatever their
 * modalities: the shift that maximises the normalised mutual information of their values, found from large
 * steps to small ones. A patient who moved between the two is turned as well; the shift is what this part of
 * the body needs.
 *
 * @param stack images of one series, parallel
 * @param images of the other one: a few, spread over the region
 * @param pause awaited between two comparisons, each of a few ms
 * @returns undefined if the images lie outside the stack, or show one value only
 */
export async function displacement(
  stack: readonly PlacedImage[],
  images: readonly PlacedImage[],
  pause: () => Promise<void>,
): Promise<Displacement | undefined> {
  const points = images.flatMap(pointsOf);
  const sampler = new StackSampler(stack);
  const values = Float32Array.from(points, ({ value }) => value);
  const valuesAt = ([x, y, z]: Vector3) =>
    Float32Array.from(points, ({ point }) => sampler.at([point[0] + x, point[1] + y, point[2] + z]));
  const lying = valuesAt([0, 0, 0]);
  const [own, other] = [rangeOf(values), rangeOf(lying)];
  if (!own || !other) return undefined;
  const classes = toClasses(values, own);
  const enough = OVERLAP * countOf(lying);
  const agreement = async (shift: Vector3) => {
    await pause();
    const there = valuesAt(shift);
    // A few points agree by chance.
    return countOf(there) < enough ? 0 : mutualInformation(classes, toClasses(there, other), CLASSES);
  };
  const before = await agreement([0, 0, 0]);
  let best = { shift: [0, 0, 0] as Vector3, score: before };
  for (const step of STEPS) {
    for (let improved = true; improved;) {
      improved = false;
      for (const shift of neighbours(best.shift, step)) {
        const score = await agreement(shift);
        if (score <= best.score) continue;
        best = { shift, score };
        improved = true;
      }
    }
  }
  const gain = best.score > 1 ? (best.score - before) / (best.score - 1) : 0;
  return { shift: best.shift, distance: Math.hypot(...best.shift), gain };
}

const neighbours = ([x, y, z]: Vector3, step: number): Vector3[] =>
  DIRECTIONS.map((to): Vector3 => [x + step * to[0], y + step * to[1], z + step * to[2]]).filter((shift) =>
    shift.every((value) => Math.abs(value) <= REACH),
  );

/** Evenly spread points of an image in patient space, with their values. */
function pointsOf({ rows, columns, pixels, geometry }: PlacedImage): { point: Vector3; value: number }[] {
  const [down, across] = [Math.min(GRID, rows), Math.min(GRID, columns)];
  return Array.from({ length: down * across }, (_, i) => {
    const row = Math.floor(((Math.floor(i / across) + 0.5) * rows) / down);
    const column = Math.floor((((i % across) + 0.5) * columns) / across);
    return { point: pixelToPatient(geometry, { row, column }), value: pixels[row * columns + column] };
  });
}

const countOf = (values: Float32Array) =>
  values.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);

/** The values between which classes are told apart; undefined if there is only one value. */
function rangeOf(values: Float32Array): { low: number; high: number } | undefined {
  const sorted = values.filter(Number.isFinite).sort();
  const [low, high] = [TAIL, 1 - TAIL].map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
  return high > low ? { low, high } : undefined;
}

/** The class of each value; -1 for no value. */
function toClasses(values: Float32Array, { low, high }: { low: number; high: number }): Int16Array {
  return Int16Array.from(values, (value) => {
    if (!Number.isFinite(value)) return -1;
    const share = (value - low) / (high - low);
    return Math.min(CLASSES - 1, Math.max(0, Math.floor(share * CLASSES)));
  });
}
