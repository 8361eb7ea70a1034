import type { Vector3 } from '../../src/data/Image';
import { cross, dot } from '../../src/data/vectors';
import { textOf } from '../../src/dicom/Attributes';
import { InputError } from '../InputError';
import type { DicomFile, DicomFrame } from './DicomFile';
import { rgbVoxels } from './rgbVoxels';
import type { Voxels } from './Voxels';

/** A frame and its file. */
export interface SourceFrame extends DicomFrame {
  source: DicomFile;
  /** Counts from 1. */
  frameNumber: number;
}

/** The frames of a series in spatial order as one grid. */
export interface DicomStack extends Voxels {
  frames: SourceFrame[];
}

/** Directions with a cosine above this count as equal. */
const SAME_DIRECTION = 0.999;

/** All frames of the files, which are sorted by instance number, then by name. */
export function framesOf(files: readonly DicomFile[]): SourceFrame[] {
  const number = ({ attributes }: DicomFile) => Number(textOf(attributes, 'InstanceNumber')) || 0;
  return [...files]
    .sort((a, b) => number(a) - number(b))
    .flatMap((source) => source.frames.map((frame, i) => ({ ...frame, source, frameNumber: i + 1 })));
}

/**
 * Groups frames that can form one volume: the same pixel grid, all grey or all colour, the same direction,
 * and no position twice. A series over time gives one volume for each phase. Groups are in order of first
 * appearance.
 */
export function groupFrames(frames: readonly SourceFrame[]): SourceFrame[][] {
  const groups: SourceFrame[][] = [];
  for (const frame of frames) {
    const group = groups.find(
      (others) => fitTogether(others[0], frame) && !others.some((other) => atOnePosition(other, frame)),
    );
    if (group) group.push(frame);
    else groups.push([frame]);
  }
  return groups;
}

function fitTogether(a: SourceFrame, b: SourceFrame): boolean {
  if (a.source.rows !== b.source.rows || a.source.columns !== b.source.columns) return false;
  if (a.channels !== b.channels) return false;
  if (!a.orientation || !b.orientation) return !a.orientation && !b.orientation;
  return (
    dot(a.orientation.row, b.orientation.row) > SAME_DIRECTION &&
    dot(a.orientation.column, b.orientation.column) > SAME_DIRECTION
  );
}

/** Positions at most this far apart count as equal, mm. */
const SAME_POSITION = 1e-3;

function atOnePosition({ position: a }: SourceFrame, { position: b }: SourceFrame): boolean {
  return a !== undefined && b !== undefined && a.every((at, axis) => Math.abs(at - b[axis]) < SAME_POSITION);
}

/**
 * Stacks the frames of a series by position along the normal, or by instance number if positions are unknown.
 *
 * @throws InputError when they do not form a single volume
 */
export function stackFrames(name: string, frames: readonly SourceFrame[]): DicomStack {
  const groups = groupFrames(frames);
  if (groups.length === 0) throw new InputError(`${name} holds no DICOM image.`);
  if (groups.length > 1) {
    throw new InputError(
      `${name}: ${groups[1][0].source.file} has another size, direction or kind of colour than ` +
        `${groups[0][0].source.file}, or lies where another image does. Put images that form a volume into a folder of their own.`,
    );
  }
  return stackGroup(frames);
}

/** Stacks a group of frames made by {@link groupFrames}. */
export function stackGroup(frames: readonly SourceFrame[]): DicomStack {
  const { values, ...stack } = placeFrames(frames);
  return stack.channels === 3 ? rgbVoxels(stack, values) : { ...stack, values };
}

function placeFrames(frames: readonly SourceFrame[]): DicomStack {
  const [first] = frames;
  const { channels } = first;
  const { rows, columns } = first.source;
  const { orientation } = first;
  const placed = orientation !== undefined && frames.every(({ position }) => position !== undefined);
  const normal = orientation && cross(orientation.row, orientation.column);
  const height = ({ position }: SourceFrame) => (position && normal ? dot(position, normal) : 0);
  // The sort is stable: without positions the frames stay in the order of their instance numbers.
  const sorted = placed ? [...frames].sort((a, b) => height(a) - height(b)) : [...frames];
  const area = rows * columns * channels;
  const values = new Float32Array(area * sorted.length);
  sorted.forEach(({ pixels }, slice) => values.set(pixels, slice * area));
  const size = [columns, rows, sorted.length] as const;
  const inPlane = first.spacing;
  if (!inPlane) return { size, channels, values, frames: sorted };
  const last = sorted[sorted.length - 1];
  const distance = placed && sorted.length > 1 ? (height(last) - height(sorted[0])) / (sorted.length - 1) : 0;
  const slice = distance > 0 ? distance : Number(textOf(first.source.attributes, 'SliceThickness')) || 1;
  const spacing = [inPlane.column, inPlane.row, slice] as const;
  if (!placed || !orientation || !normal) return { size, spacing, channels, values, frames: sorted };
  const origin = sorted[0].position as Vector3;
  // A tilted gantry shifts the slices, so the step is the difference of positions, not a step along the
  // normal.
  const step = (axis: 0 | 1 | 2) =>
    distance > 0
      ? ((last.position as Vector3)[axis] - origin[axis]) / (sorted.length - 1)
      : normal[axis] * slice;
  const row = (axis: 0 | 1 | 2) =>
    [
      orientation.row[axis] * inPlane.column,
      orientation.column[axis] * inPlane.row,
      step(axis),
      origin[axis],
    ] as const;
  return { size, spacing, toPatient: [row(0), row(1), row(2)], channels, values, frames: sorted };
}
