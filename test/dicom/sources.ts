import type { Vector3 } from '../../src/data/Image';
import type { SegContent, SegImage } from '../../src/dicom/SegContent';

const ROWS = 5;
const COLUMNS = 6;
/** An instance of three frames. */
const ENHANCED = { sopClassUID: '1.2.840.10008.5.1.4.1.1.4.1', sopInstanceUID: '1.2.3.0', frames: 3 };
type Plane = { origin: Vector3; row?: Vector3; column?: Vector3 };

/** An MR image of 5 x 6 pixels with a mask that differs from all others. */
export function makeImage(n: number, plane?: Plane, more: Partial<SegImage> = {}): SegImage {
  return {
    sopClassUID: '1.2.840.10008.5.1.4.1.1.4',
    sopInstanceUID: `1.2.3.${n}`,
    seriesInstanceUID: '1.2.4',
    frame: 1,
    frames: 1,
    rows: ROWS,
    columns: COLUMNS,
    geometry: plane && {
      origin: plane.origin,
      rowCosines: plane.row ?? [1, 0, 0],
      columnCosines: plane.column ?? [0, 1, 0],
      rowSpacing: 0.75,
      columnSpacing: 0.5,
      frameOfReferenceUID: '1.2.5',
    },
    labelmap: Uint8Array.from({ length: ROWS * COLUMNS }, (_, i) => [0, 4, 7, 0, 4][(i * (n + 1)) % 5]),
    ...more,
  };
}

/** A segmentation of two segments on images of a made-up patient. */
export function makeContent(images: SegImage[], more: Partial<SegContent> = {}): SegContent {
  return {
    images,
    source: {
      PatientName: [{ Alphabetic: 'Müller^Jörg' }],
      PatientID: 'P1',
      PatientSex: 'O',
      PatientBirthDate: '19700101',
      StudyInstanceUID: '1.2.6',
      StudyID: '7',
      StudyDate: '20240102',
      StudyTime: '101500',
      AccessionNumber: 'A1',
    },
    segments: [
      { index: 4, name: 'Ventricle', colour: [10, 200, 30] },
      { index: 7, name: 'Plexus' },
    ],
    algorithm: { name: 'Few-Shot Segment', version: '1.0', interactive: true, modelId: 'model-1' },
    series: { number: 9001, description: 'Few-shot: T1' },
    label: 'FEW_SHOT',
    description: 'Masks',
    equipment: { manufacturer: 'Few-Shot Segment', model: 'Test', version: '1.0' },
    ...more,
  };
}

const tilted: Vector3 = [0, Math.cos(0.3), Math.sin(0.3)];

/** Kinds of series, each in an order other than that of the positions. */
export const sources: Record<string, SegImage[]> = {
  'evenly spaced images': [3, 1, 2, 0].map((z) => makeImage(z, { origin: [0, 0, z * 2.5] })),
  'unevenly spaced images': [1, 8, 2, 5].map((z) => makeImage(z, { origin: [-20, 7.25, -z] })),
  'images of a tilted gantry': [1, 2, 3, 5].map((z) =>
    makeImage(z, { origin: [-11.123456, 0, -5 * z], column: tilted }),
  ),
  'images that cross': [
    makeImage(0, { origin: [0, 0, 0] }),
    makeImage(1, { origin: [0, 0, 0], column: [0, 0, -1] }),
    makeImage(2, { origin: [0, 0, 4] }),
  ],
  'frames of one instance': [2, 1, 3].map((frame) =>
    makeImage(frame, { origin: [0, 0, 3 * frame] }, { ...ENHANCED, frame }),
  ),
  'frames without geometry': [1, 2, 3].map((frame) => makeImage(frame, undefined, { ...ENHANCED, frame })),
};
