import { deterministicUid } from './deterministicUid';
import { indexOf, patientPoint, patientStep, type Point, type Volume } from './Volume';

type Axis = 0 | 1 | 2;

/** How a series cuts the T1 volume. */
export interface BrainSeries {
  description: 'T1 axial' | 'T1 coronal' | 'T1 sagittal';
  number: number;
  uid: string;
  /** Volume axis along which the column index of an image grows. */
  columnAxis: Axis;
  /** Volume axis along which the row index of an image grows. */
  rowAxis: Axis;
  /** Volume axis along which the images are stacked. */
  sliceAxis: Axis;
}

export const brainStudy = {
  uid: deterministicUid('Brain T1'),
  frameOfReferenceUID: deterministicUid('Brain T1 frame of reference'),
};

/** Step between the planes of the volume that become images. */
const planeStep = 2;

/**
 * In the volume's own axes i grows to the patient's left, j to the back and k to the feet; the axes below
 * give the usual display: the patient's left on the right, front or head at the top.
 */
export const brainSeries: BrainSeries[] = [
  makeSeries('T1 axial', 1, 0, 1, 2),
  makeSeries('T1 coronal', 2, 0, 2, 1),
  makeSeries('T1 sagittal', 3, 1, 2, 0),
];

function makeSeries(
  description: BrainSeries['description'],
  number: number,
  columnAxis: Axis,
  rowAxis: Axis,
  sliceAxis: Axis,
): BrainSeries {
  return { description, number, uid: deterministicUid(description), columnAxis, rowAxis, sliceAxis };
}

/** One image of a series: its plane in the volume, and its UID. */
export interface BrainImage {
  series: BrainSeries;
  /** Counts from 1. */
  instanceNumber: number;
  uid: string;
  /** Index along the series' slice axis. */
  plane: number;
  rows: number;
  columns: number;
  /** Image Position (Patient), mm. */
  position: Point;
  /** Image Orientation (Patient): row direction, then column direction. */
  orientation: [...Point, ...Point];
  /** Pixel Spacing: between rows, then between columns, mm. */
  spacing: [number, number];
  /** Distance between this image and the next of the series, mm. */
  sliceDistance: number;
}

/** The images of a series in the order of their instance numbers. */
export function brainImages(volume: Volume, series: BrainSeries): BrainImage[] {
  const { columnAxis, rowAxis, sliceAxis } = series;
  const rowDirection = patientStep(volume, columnAxis);
  const columnDirection = patientStep(volume, rowAxis);
  const images: BrainImage[] = [];
  for (let plane = 0; plane < volume.size[sliceAxis]; plane += planeStep) {
    const corner: [number, number, number] = [0, 0, 0];
    corner[sliceAxis] = plane;
    const instanceNumber = images.length + 1;
    images.push({
      series,
      instanceNumber,
      uid: deterministicUid(`${series.description} ${instanceNumber}`),
      plane,
      rows: volume.size[rowAxis],
      columns: volume.size[columnAxis],
      position: patientPoint(volume, corner),
      orientation: [...normalised(rowDirection), ...normalised(columnDirection)],
      spacing: [lengthOf(columnDirection), lengthOf(rowDirection)],
      sliceDistance: planeStep * lengthOf(patientStep(volume, sliceAxis)),
    });
  }
  return images;
}

/** The volume's values in the plane of an image, row by row. */
export function cutPlane(volume: Volume, { series, plane, rows, columns }: BrainImage): Int16Array {
  const values = new Int16Array(rows * columns);
  const voxel: [number, number, number] = [0, 0, 0];
  voxel[series.sliceAxis] = plane;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      voxel[series.rowAxis] = row;
      voxel[series.columnAxis] = column;
      values[row * columns + column] = volume.values[indexOf(volume, voxel)];
    }
  }
  return values;
}

function lengthOf(vector: Point): number {
  return Math.hypot(...vector);
}

/** Adding zero converts negative zero, which DICOM text would show, to zero. */
function normalised(vector: Point): Point {
  const length = lengthOf(vector);
  return [vector[0] / length + 0, vector[1] / length + 0, vector[2] / length + 0];
}
