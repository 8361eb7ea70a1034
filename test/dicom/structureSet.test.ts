import type { ImageGeometry, Vector3 } from '../../src/data/Image';
import { contoursOfImages } from '../../src/dicom/contoursOfImages';
import { fillContours } from '../../src/dicom/fillContours';
import { readStructureSet } from '../../src/dicom/readStructureSet';

/** Pixels of 2 mm x 1 mm; columns run to the back, rows to the head. */
const plane: ImageGeometry = {
  origin: [5, -10, 20],
  rowCosines: [0, 1, 0],
  columnCosines: [0, 0, 1],
  rowSpacing: 1,
  columnSpacing: 2,
  frameOfReferenceUID: '',
};
const grid = { ...plane, rows: 6, columns: 8 };
/** A corner from its column and row. */
const at = (column: number, row: number, x = 5): Vector3 => [x, -10 + 2 * column, 20 + row];
const box = (left: number, top: number, right: number, bottom: number, x = 5): Vector3[] => [
  at(left, top, x),
  at(right, top, x),
  at(right, bottom, x),
  at(left, bottom, x),
];
const rowsOf = (mask: Uint8Array) =>
  Array.from({ length: grid.rows }, (_, row) => mask.subarray(8 * row, 8 * row + 8).join(''));

describe('fillContours', () => {
  it('fills pixels whose centre is inside, clipped at the border', () => {
    expect(rowsOf(fillContours([box(0.5, 1.4, 3.5, 4.6)], grid))).toEqual([
      '00000000',
      '00000000',
      '01110000',
      '01110000',
      '01110000',
      '00000000',
    ]);
    expect(fillContours([box(-9, -9, 99, 99)], grid).every((value) => value === 1)).toBe(true);
  });

  const ring = ['11111000', '10001000', '10001000', '10001000', '11111000', '00000000'];

  it('takes a contour within another as a hole, and adds those side by side', () => {
    const [outer, inner] = [box(-0.5, -0.5, 4.5, 4.5), box(0.5, 0.5, 3.5, 3.5)];
    expect(rowsOf(fillContours([outer, inner], grid))).toEqual(ring);
    const beside = fillContours([outer, inner, box(5.5, -0.5, 6.5, 0.5)], grid);
    expect(rowsOf(beside)).toEqual(['11111010', ...ring.slice(1)]);
  });

  it('leaves the hole of a keyhole contour out', () => {
    // From the outer corner into the hole, around it in the other direction, and back the same way.
    const [a, b, c, d] = box(-0.5, -0.5, 4.5, 4.5);
    const [p, q, r, s] = box(0.5, 0.5, 3.5, 3.5);
    expect(rowsOf(fillContours([[a, b, c, d, a, p, s, r, q, p]], grid))).toEqual(ring);
  });

  it('gives every pixel to one of two contours with a common edge', () => {
    const left = fillContours([box(0, 0, 3, 5)], grid);
    const right = fillContours([box(3, 0, 6, 5)], grid);
    expect([...left].map((value, i) => value + right[i])).toEqual([...fillContours([box(0, 0, 6, 5)], grid)]);
  });
});

describe('contoursOfImages', () => {
  const planes = [0, 1, 2, 3].map((i) => ({
    ...plane,
    origin: [5 + 3 * i, -10, 20] as Vector3,
    thickness: 3,
  }));
  const countsOf = (contours: Vector3[][]) => contoursOfImages(contours, planes)?.map(({ length }) => length);

  it('gives each image the contours of its plane', () => {
    expect(countsOf([box(0, 0, 1, 1, 8), box(2, 2, 3, 3, 8.001), box(0, 0, 1, 1, 10.8)])).toEqual([
      0, 2, 1, 0,
    ]);
  });

  it('fills images between contours that are farther apart, not those beyond', () => {
    expect(countsOf([box(0, 0, 1, 1, 5), box(0, 0, 1, 1, 11)])).toEqual([1, 1, 1, 1]);
    expect(countsOf([box(0, 0, 1, 1, -40), box(0, 0, 1, 1, -37)])).toEqual([0, 0, 0, 0]);
  });

  it('finds contours across the images', () => {
    expect(countsOf([[at(0, 0, 5), at(3, 0, 8), at(3, 3, 11)]])).toBeUndefined();
  });
});

describe('readStructureSet', () => {
  const contour = (type: string, ...data: number[]) => ({
    ContourGeometricType: type,
    ContourData: data,
    ContourImageSequence: [{ ReferencedSOPInstanceUID: '1.2.3' }],
  });
  const triangle = [0, 0, 0, 1, 0, 0, 0, 1, 0];

  it('reads names, colours and closed contours by ROI number', () => {
    const rois = readStructureSet({
      StructureSetROISequence: [
        { ROINumber: 7, ROIName: ' Liver ', ReferencedFrameOfReferenceUID: '1.9' },
        { ROINumber: 3, ROIName: 'Marker' },
        { ROINumber: 4, ROIName: 'Not drawn' },
      ],
      // One item: dcmjs may give it without a list.
      ROIContourSequence: [
        { ReferencedROINumber: 3, ContourSequence: contour('POINT', 0, 0, 0) },
        {
          ReferencedROINumber: 7,
          ROIDisplayColor: ['255', '0', '9'],
          ContourSequence: [
            contour('CLOSED_PLANAR', ...triangle),
            contour('CLOSEDPLANAR_XOR', ...triangle),
            contour('OPEN_PLANAR', ...triangle),
            contour('CLOSED_PLANAR', 1, 2, 3, 4),
          ],
        },
      ],
    });
    const corners = [
      [0, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ];
    expect(rois).toEqual([
      {
        number: 7,
        name: 'Liver',
        colour: [255, 0, 9],
        frameOfReferenceUID: '1.9',
        contours: [corners, corners],
        images: new Set(['1.2.3']),
      },
    ]);
  });

  it('finds nothing in an object without contours', () => {
    expect(readStructureSet({})).toEqual([]);
  });
});
