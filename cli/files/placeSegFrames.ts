import type { Vector3 } from '../../src/data/Image';
import { cross, dot } from '../../src/data/vectors';
import type { PlacedLabels } from './ObjectMask';
import type { Plane } from './planesOf';

/** A frame of a segmentation: one segment on one plane. */
export interface SegPlaneFrame {
  segment: number;
  /** Nonzero where the segment is, row by row. */
  mask: Float32Array;
  plane: Plane;
}

/** Frames of one segment and direction, in the order of their heights. */
interface Stack {
  segment: number;
  first: Plane;
  normal: Vector3;
  heights: number[];
  masks: Float32Array[];
  origins: Vector3[];
}

/** Directions with a cosine above this count as parallel. */
const PARALLEL = 0.9999;
/** Voxels nearer than this share of a pixel count as equal. */
const EXACT = 0.1;
/** Precision of positions, mm. */
const ROUNDING = 1e-3;

/**
 * Labels the voxels of an image by the position of a segmentation's frames: each voxel gets the nearest
 * pixel of the nearest frame, if that is within half the distance between frames. The segmentation may have
 * another pixel size, slice distance or direction than the image.
 *
 * @param size columns and rows of the image and of the segmentation's frames
 * @param planes of the image's slices
 */
export function placeSegFrames(
  size: { image: readonly [number, number]; mask: readonly [number, number] },
  planes: readonly Plane[],
  frames: readonly SegPlaneFrame[],
): PlacedLabels {
  const [columns, rows] = size.image;
  const [width, height] = size.mask;
  const out: PlacedLabels = {
    values: new Float32Array(columns * rows * planes.length),
    resampled: columns !== width || rows !== height,
    overlaps: false,
  };
  const stacks = stackFrames(frames);
  planes.forEach((plane, slice) => {
    const normal = normalOf(plane);
    const parallel = stacks.filter((stack) => Math.abs(dot(stack.normal, normal)) > PARALLEL);
    for (const stack of parallel.length > 0 ? parallel : stacks) {
      labelSlice(out, slice * columns * rows, size, plane, stack);
    }
  });
  return out;
}

/** @param start index of the slice's first voxel */
function labelSlice(
  out: PlacedLabels,
  start: number,
  size: { image: readonly [number, number]; mask: readonly [number, number] },
  plane: Plane,
  { segment, first, normal, heights, masks, origins }: Stack,
): void {
  const { origin, rowCosines, columnCosines, rowSpacing, columnSpacing } = plane;
  const [columns, rows] = size.image;
  const [width, height] = size.mask;
  const reach = reachOf(heights, first, plane);
  for (let row = 0, i = start; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const at = (axis: 0 | 1 | 2) =>
        origin[axis] + column * columnSpacing * rowCosines[axis] + row * rowSpacing * columnCosines[axis];
      const point: Vector3 = [at(0), at(1), at(2)];
      const level = dot(point, normal);
      const nearest = nearestIndex(heights, level);
      const distance = Math.abs(heights[nearest] - level);
      if (!(distance <= reach)) continue;
      const from = origins[nearest];
      const offset = [point[0] - from[0], point[1] - from[1], point[2] - from[2]] as const;
      const u = dot(offset, first.rowCosines) / first.columnSpacing;
      const v = dot(offset, first.columnCosines) / first.rowSpacing;
      const [x, y] = [Math.round(u), Math.round(v)];
      if (x < 0 || y < 0 || x >= width || y >= height || masks[nearest][x + y * width] === 0) continue;
      out.resampled ||=
        Math.abs(u - x) > EXACT || Math.abs(v - y) > EXACT || distance > EXACT * first.columnSpacing;
      out.overlaps ||= out.values[i] !== 0 && out.values[i] !== segment;
      if (segment > out.values[i]) out.values[i] = segment;
    }
  }
}

/** Unit vector across a plane. */
export function normalOf({ rowCosines, columnCosines }: Plane): Vector3 {
  return cross(rowCosines, columnCosines);
}

function stackFrames(frames: readonly SegPlaneFrame[]): Stack[] {
  const stacks: { segment: number; frames: SegPlaneFrame[] }[] = [];
  for (const frame of frames) {
    const stack = stacks.find(
      ({ segment, frames: [first] }) =>
        segment === frame.segment &&
        dot(first.plane.rowCosines, frame.plane.rowCosines) > PARALLEL &&
        dot(first.plane.columnCosines, frame.plane.columnCosines) > PARALLEL,
    );
    if (stack) stack.frames.push(frame);
    else stacks.push({ segment: frame.segment, frames: [frame] });
  }
  return stacks.map(({ segment, frames: members }) => {
    const first = members[0].plane;
    const normal = normalOf(first);
    const sorted = members
      .map((frame) => ({ ...frame, height: dot(frame.plane.origin, normal) }))
      .sort((a, b) => a.height - b.height);
    return {
      segment,
      first,
      normal,
      heights: sorted.map(({ height }) => height),
      masks: sorted.map(({ mask }) => mask),
      origins: sorted.map(({ plane }) => plane.origin),
    };
  });
}

/** How far from a frame its pixels count, mm: half the distance to the next frame. */
function reachOf(heights: readonly number[], first: Plane, plane: Plane): number {
  const gaps = heights.slice(1).map((height, i) => height - heights[i]);
  const apart = gaps.filter((gap) => gap > EXACT * first.columnSpacing);
  // Frames without foreground are often left out, so a gap may be several times the distance.
  const distance = Math.min(...apart, first.thickness ?? Infinity);
  // Positions are rounded.
  return (Number.isFinite(distance) ? distance : (plane.thickness ?? 1)) / 2 + ROUNDING;
}

/** Index of the nearest of ascending values. */
function nearestIndex(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle + 1] - value <= value - ascending[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}
