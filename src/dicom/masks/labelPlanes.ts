import type { Vector3 } from '../../data/Image';
import { cross, dot } from '../../data/vectors';
import { MaskError } from './MaskError';
import type { ThickPlane } from '../contoursOfImages';
import type { MaskTarget } from './MaskTarget';
import type { ImageLabels, MaskRemarks } from './ReadMask';
import type { StoredFrame, StoredFrames } from './StoredFrame';

/** A frame that says where it lies. */
type PlacedFrame = StoredFrame & {
  plane: ThickPlane;
  /** The only image that it is derived from; undefined where there are several, or none of the target. */
  image: number | undefined;
};

/** Frames of one segment and direction, in the order of their heights. */
interface Stack {
  first: ThickPlane;
  normal: Vector3;
  heights: number[];
  frames: PlacedFrame[];
  /** Columns and rows from the origin of space to the first pixel of each frame. */
  columns: number[];
  rows: number[];
}

/** Directions with a cosine above this count as parallel. */
const PARALLEL = 0.9999;
/** Voxels nearer than this share of a pixel count as equal. */
const EXACT = 0.1;
/** Precision of positions, mm. */
const ROUNDING = 1e-3;

/**
 * Labels images by the position of a segmentation's frames: each pixel gets the nearest pixel of the nearest
 * frame, if that is within half the distance between frames. The segmentation may have another pixel size,
 * slice distance or direction than the images. A frame that is derived from one of the images says nothing of
 * the others: segmentations of every fifth image are common, and say that their frames are five images apart.
 *
 * @throws MaskError at the end when its foreground lies on none of the images
 */
export function* labelPlanes(
  target: MaskTarget & { planes: readonly ThickPlane[] },
  { size, frames }: StoredFrames<PlacedFrame>,
  remarks: MaskRemarks,
): Generator<ImageLabels> {
  remarks.resampled ||= target.columns !== size.columns || target.rows !== size.rows;
  const stacks = stackFrames(frames);
  let found = false;
  for (const [image, plane] of target.planes.entries()) {
    const normal = normalOf(plane);
    const parallel = stacks.filter((stack) => Math.abs(dot(stack.normal, normal)) > PARALLEL);
    const labels = new Uint32Array(target.rows * target.columns);
    let any = false;
    for (const stack of parallel.length > 0 ? parallel : stacks) {
      any = labelImage(labels, target, { image, plane }, size, stack, remarks) || any;
    }
    found ||= any;
    if (any) yield { image, labels };
  }
  if (!found && frames.some((frame) => hasForeground(frame, size))) {
    throw new MaskError('elsewhere', 'its frames lie on none of the images');
  }
}

/** @returns whether it labelled a pixel */
function labelImage(
  labels: Uint32Array,
  { columns, rows }: MaskTarget,
  { image, plane }: { image: number; plane: ThickPlane },
  size: StoredFrames['size'],
  stack: Stack,
  remarks: MaskRemarks,
): boolean {
  const { first, normal, heights, frames } = stack;
  const reach = reachOf(heights, first, plane);
  // Height in the stack, and column and row in frames whose first pixel lies at the origin of space.
  const level = coordinate(plane, normal, 1);
  const across = coordinate(plane, first.rowCosines, first.columnSpacing);
  const down = coordinate(plane, first.columnCosines, first.rowSpacing);
  const corners = [0, columns - 1].flatMap((column) => [0, rows - 1].map((row) => at(level, column, row)));
  // Most segments are on few images.
  const [low, high] = [Math.min(...corners) - reach, Math.max(...corners) + reach];
  if (!heights.some((height) => height >= low && height <= high)) return false;
  let any = false;
  let [known, nearest] = [NaN, 0];
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      const height = at(level, column, row);
      // The same for all pixels of a parallel image.
      if (height !== known) [known, nearest] = [height, nearestIndex(heights, height)];
      const distance = Math.abs(heights[nearest] - height);
      if (!(distance <= reach) || (frames[nearest].image ?? image) !== image) continue;
      const u = at(across, column, row) - stack.columns[nearest];
      const v = at(down, column, row) - stack.rows[nearest];
      const [x, y] = [Math.round(u), Math.round(v)];
      if (x < 0 || y < 0 || x >= size.columns || y >= size.rows) continue;
      const label = frames[nearest].labelAt(x + y * size.columns);
      if (label === 0) continue;
      any = true;
      remarks.resampled ||=
        Math.abs(u - x) > EXACT || Math.abs(v - y) > EXACT || distance > EXACT * first.columnSpacing;
      remarks.overlaps ||= labels[i] !== 0 && labels[i] !== label;
      if (label > labels[i]) labels[i] = label;
    }
  }
  return any;
}

/** A coordinate of an image's pixels: that of the first one, and its steps to the next column and row. */
interface Coordinate {
  start: number;
  column: number;
  row: number;
}

/** The coordinate along a direction, in a unit of mm. */
function coordinate(plane: ThickPlane, direction: Vector3, unit: number): Coordinate {
  return {
    start: dot(plane.origin, direction) / unit,
    column: (dot(plane.rowCosines, direction) * plane.columnSpacing) / unit,
    row: (dot(plane.columnCosines, direction) * plane.rowSpacing) / unit,
  };
}

const at = ({ start, column: stepX, row: stepY }: Coordinate, column: number, row: number) =>
  start + column * stepX + row * stepY;

function hasForeground({ labelAt }: StoredFrame, { rows, columns }: StoredFrames['size']): boolean {
  for (let i = 0; i < rows * columns; i++) if (labelAt(i) > 0) return true;
  return false;
}

/** Unit vector across a plane. */
export function normalOf({ rowCosines, columnCosines }: ThickPlane): Vector3 {
  return cross(rowCosines, columnCosines);
}

function stackFrames(frames: readonly PlacedFrame[]): Stack[] {
  const stacks: { segment: number; frames: PlacedFrame[] }[] = [];
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
  return stacks.map(({ frames: members }) => {
    const first = members[0].plane;
    const normal = normalOf(first);
    const sorted = members
      .map((frame) => ({ frame, height: dot(frame.plane.origin, normal) }))
      .sort((a, b) => a.height - b.height);
    return {
      first,
      normal,
      heights: sorted.map(({ height }) => height),
      frames: sorted.map(({ frame }) => frame),
      columns: sorted.map(({ frame }) => dot(frame.plane.origin, first.rowCosines) / first.columnSpacing),
      rows: sorted.map(({ frame }) => dot(frame.plane.origin, first.columnCosines) / first.rowSpacing),
    };
  });
}

/** How far from a frame its pixels count, mm: half the distance to the next frame. */
function reachOf(heights: readonly number[], first: ThickPlane, plane: ThickPlane): number {
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
