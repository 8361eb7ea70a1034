import type { Vector3 } from '../../src/data/Image';
import { cross, dot } from '../../src/data/vectors';
import { textOf } from '../../src/dicom/Attributes';
import type { ThickPlane } from '../../src/dicom/contoursOfImages';
import type { DicomStack } from './stackFrames';
import type { Matrix, Voxels } from './Voxels';
import { spacingOfMatrix } from './Voxels';

/**
 * Where each slice of an image lies: in a DICOM series by each image's own position, so distances may differ.
 *
 * @returns undefined when the geometry is unknown
 */
export function planesOf(image: Voxels | DicomStack): ThickPlane[] | undefined {
  return 'frames' in image ? planesOfStack(image) : image.toPatient && planesOfGrid(image, image.toPatient);
}

function planesOfStack({ frames, size, spacing }: DicomStack): ThickPlane[] | undefined {
  const planes = frames.flatMap(({ source, position, orientation, spacing: inPlane }): ThickPlane[] =>
    position && orientation && inPlane
      ? [
          {
            origin: position,
            rowCosines: orientation.row,
            columnCosines: orientation.column,
            rowSpacing: inPlane.row,
            columnSpacing: inPlane.column,
            frameOfReferenceUID: textOf(source.attributes, 'FrameOfReferenceUID'),
            thickness: spacing?.[2],
          },
        ]
      : [],
  );
  return planes.length === size[2] ? planes : undefined;
}

function planesOfGrid({ size }: Voxels, toPatient: Matrix): ThickPlane[] {
  const [columnSpacing, rowSpacing, slice] = spacingOfMatrix(toPatient);
  const column = (axis: 0 | 1 | 2 | 3): Vector3 => [
    toPatient[0][axis],
    toPatient[1][axis],
    toPatient[2][axis],
  ];
  const scaled = (v: Vector3, factor: number): Vector3 => [v[0] * factor, v[1] * factor, v[2] * factor];
  const rowCosines = scaled(column(0), 1 / columnSpacing);
  const columnCosines = scaled(column(1), 1 / rowSpacing);
  const thickness = Math.abs(dot(cross(rowCosines, columnCosines), column(2))) || slice;
  return Array.from({ length: size[2] }, (_, k) => {
    const [start, step] = [column(3), column(2)];
    return {
      origin: [start[0] + k * step[0], start[1] + k * step[1], start[2] + k * step[2]],
      rowCosines,
      columnCosines,
      rowSpacing,
      columnSpacing,
      frameOfReferenceUID: '',
      thickness,
    };
  });
}
