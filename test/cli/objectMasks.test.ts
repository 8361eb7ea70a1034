import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readCase } from '../../cli/cases/readCase';
import { readSeries } from '../../cli/files/readSeries';
import { writeSeries } from '../../cli/files/seriesFormats';
import { packBits } from '../../src/dicom/packBits';
import { readPart10 } from '../../src/dicom/readPart10';
import { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { writePart10 } from '../../src/dicom/writePart10';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeReport } from './support/makeReport';
import { dicomOf } from './support/phantoms';

const root = temporaryFolder();
const [ROWS, COLUMNS, SLICES] = [4, 5, 4];
const AREA = ROWS * COLUMNS;
const images = path.join(root, 'images');

beforeAll(() => {
  mkdirSync(images);
  const pixels = new Uint8Array(AREA).fill(9);
  for (let z = 0; z < SLICES; z++) {
    const slice = { rows: ROWS, columns: COLUMNS, pixels, mask: pixels };
    writeFileSync(path.join(images, `${z}.dcm`), dicomOf(`study/series/${z}`, slice, z));
  }
});

/** Reads a mask of the series; the image at slice z lies at -20 + 3 z mm and starts at (-40, -30). */
function read(name: string, bytes: Uint8Array) {
  const file = path.join(root, `${name}.dcm`);
  writeFileSync(file, bytes);
  return readCase({
    name,
    image: { path: images, kind: 'series' },
    mask: { path: file, kind: 'dicom' },
  });
}

/** The labels of each slice as text. */
const slicesOf = (mask: Float32Array) =>
  Array.from({ length: SLICES }, (_, z) => mask.subarray(z * AREA, (z + 1) * AREA).join(''));

describe('a segmentation', () => {
  const EMPTY = '0'.repeat(AREA);
  interface Frame {
    z: number;
    mask: string;
    segment?: number;
    image?: number;
  }
  interface Layout {
    size?: [number, number];
    spacing?: [number, number];
    cosines?: number[];
    attributes?: object;
  }

  /** A segmentation with frames at the given heights, as other programs write it. */
  function segOf(
    frames: Frame[],
    { size = [COLUMNS, ROWS], spacing = [1.5, 1.5], cosines, attributes }: Layout = {},
  ) {
    const masks = frames.map(({ mask }) => Uint8Array.from(mask, Number));
    return makeSeg({
      SegmentSequence: [1, 2].map((SegmentNumber) => ({
        SegmentNumber,
        SegmentLabel: `Part ${SegmentNumber}`,
      })),
      FrameOfReferenceUID: '1.2.3.4',
      Rows: size[1],
      Columns: size[0],
      NumberOfFrames: frames.length,
      SharedFunctionalGroupsSequence: [
        {
          PlaneOrientationSequence: [{ ImageOrientationPatient: cosines ?? [1, 0, 0, 0, 1, 0] }],
          PixelMeasuresSequence: [{ PixelSpacing: spacing, SliceThickness: 3 }],
        },
      ],
      PerFrameFunctionalGroupsSequence: frames.map(({ z, segment = 1, image }) => ({
        PlanePositionSequence: [{ ImagePositionPatient: [-40, -30, z] }],
        SegmentIdentificationSequence: [{ ReferencedSegmentNumber: segment }],
        ...(image === undefined ? {} : derivedFrom(image)),
      })),
      PixelData: packBits(masks, frames.length * size[0] * size[1]).buffer,
      ...attributes,
    });
  }

  function makeSeg(attributes: object): Uint8Array {
    const seg = {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
      SOPInstanceUID: '1.2.3.5',
      Modality: 'SEG',
      SegmentationType: 'BINARY',
      SamplesPerPixel: 1,
      PhotometricInterpretation: 'MONOCHROME2',
      BitsAllocated: 1,
      BitsStored: 1,
      HighBit: 0,
      PixelRepresentation: 0,
    };
    return new Uint8Array(writePart10({ ...seg, ...attributes }, 'OB'));
  }

  function derivedFrom(z: number): object {
    const { SOPInstanceUID } = readPart10(
      dicomOf(`study/series/${z}`, {
        rows: 1,
        columns: 1,
        pixels: new Uint8Array(1),
        mask: new Uint8Array(1),
      }).buffer as ArrayBuffer,
    );
    return {
      DerivationImageSequence: [{ SourceImageSequence: [{ ReferencedSOPInstanceUID: SOPInstanceUID }] }],
    };
  }

  const [LEFT, TOP] = ['1000010000'.repeat(2), '1'.repeat(COLUMNS) + '0'.repeat(AREA - COLUMNS)];

  it('without references lies where its frames say, in any order', async () => {
    const { mask, names, resampled, overlaps } = await read(
      'positions',
      segOf([
        { z: -11, mask: TOP, segment: 2 },
        { z: -17, mask: LEFT },
      ]),
    );
    expect(slicesOf(mask)).toEqual([EMPTY, LEFT, EMPTY, TOP.replaceAll('1', '2')]);
    expect([...(names ?? [])]).toEqual([
      [1, 'Part 1'],
      [2, 'Part 2'],
    ]);
    expect([resampled, overlaps]).toEqual([false, false]);
  });

  it('with other pixels gives each voxel the nearest', async () => {
    // Pixels of twice the size; the first has the centre of the image's first pixel.
    const coarse = segOf([{ z: -17, mask: '100110' }], { size: [3, 2], spacing: [3, 3] });
    const { mask, resampled } = await read('coarse', coarse);
    expect(slicesOf(mask)[1]).toBe('10000' + '11100' + '11100' + '00000');
    expect(resampled).toBe(true);
  });

  it('in another direction is cut by the images', async () => {
    // Sagittal frames: rows run to the back, columns to the head.
    const sagittal = segOf([{ z: -20, mask: '10011001' + '10011001' }], {
      size: [4, 4],
      spacing: [3, 1.5],
      cosines: [0, 1, 0, 0, 0, 1],
    });
    const { mask } = await read('sagittal', sagittal);
    const firstColumn = (slice: string) => [0, 1, 2, 3].map((y) => slice[y * COLUMNS]).join('');
    expect(slicesOf(mask).map(firstColumn)).toEqual(['1001', '1001', '1001', '1001']);
  });

  it('says when segments overlap', async () => {
    const { mask, overlaps } = await read(
      'overlap',
      segOf([
        { z: -20, mask: TOP, segment: 2 },
        { z: -20, mask: LEFT },
      ]),
    );
    expect(overlaps).toBe(true);
    expect(slicesOf(mask)[0].slice(0, 6)).toBe('222221');
  });

  it('is refused where positions and references differ, or it lies elsewhere', async () => {
    await expect(read('mirrored', segOf([{ z: -11, mask: LEFT, image: 0 }]))).rejects.toThrow(
      /frame 1 refers to one image, but lies 9.0 mm from it/,
    );
    await expect(read('outside', segOf([{ z: 300, mask: LEFT }]))).rejects.toThrow(/lie on none/);
    const elsewhere = { attributes: { FrameOfReferenceUID: '9.9' } };
    await expect(read('other', segOf([{ z: -11, mask: LEFT }], elsewhere))).rejects.toThrow(/refers to none/);
    const bySource = await read('moved', segOf([{ z: -11, mask: LEFT, image: 0 }], elsewhere));
    expect(slicesOf(bySource.mask)).toEqual([LEFT, EMPTY, EMPTY, EMPTY]);
  });

  it('that is fractional marks from half of its maximum on, a label map by its numbers', async () => {
    const bytes = { BitsAllocated: 8, BitsStored: 8, HighBit: 7, NumberOfFrames: 1 };
    const fractions = Uint8Array.from({ length: AREA }, (_, i) => [0, 49, 50, 100][i % 4]);
    const fractional = segOf([{ z: -11, mask: EMPTY, image: 3 }], {
      attributes: {
        ...{ ...bytes, SegmentationType: 'FRACTIONAL', MaximumFractionalValue: 100 },
        PixelData: fractions.buffer,
      },
    });
    expect(slicesOf((await read('fractional', fractional)).mask)[3]).toBe('0011'.repeat(AREA / 4));
    // With a palette, and a background that is not 0.
    const numbers = Uint8Array.from({ length: AREA }, (_, i) => [9, 1, 2, 9][i % 4]);
    const labelmap = segOf([{ z: -11, mask: EMPTY, image: 3 }], {
      attributes: {
        ...{ ...bytes, SegmentationType: 'LABELMAP', SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.7' },
        ...{ PhotometricInterpretation: 'PALETTE COLOR', PixelPaddingValue: 9 },
        PixelData: numbers.buffer,
      },
    });
    const { mask, names } = await read('labelmap', labelmap);
    expect(slicesOf(mask)[3]).toBe('0120'.repeat(AREA / 4));
    expect(names?.get(2)).toBe('Part 2');
  });

  it('of ours is read back', async () => {
    const stack = await readSeries(images);
    const labels = Uint8Array.from({ length: AREA * SLICES }, (_, i) => (i % 4 === 0 ? 1 : 0));
    const file = path.join(root, 'ours.dcm');
    const mine = { name: 'model', id: 'abc', segments: [{ index: 1, name: 'Mine' }] };
    await writeSeries(file, { labels }, stack, mine, new SeriesNumbers());
    const { mask, names } = await readCase({
      name: 'ours',
      image: { path: images, kind: 'series' },
      mask: { path: file, kind: 'dicom' },
    });
    expect([...mask]).toEqual([...labels]);
    expect(names?.get(1)).toBe('Mine');
  });
});

describe('an RT structure set', () => {
  const contour = (z: number, ...corners: [number, number][]) => ({
    ContourGeometricType: 'CLOSED_PLANAR',
    NumberOfContourPoints: corners.length,
    ContourData: corners.flatMap(([x, y]) => [-40 + 1.5 * x, -30 + 1.5 * y, z]),
  });
  const box = (z: number, left: number, top: number, right: number, bottom: number) =>
    contour(z, [left, top], [right, top], [right, bottom], [left, bottom]);
  const HEART = { CodeValue: '80891009', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Heart' };
  const structures = (rois: Record<string, object[]>, space = '1.2.3.4') => {
    const named = Object.entries(rois);
    return makeReport({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.481.3',
      Modality: 'RTSTRUCT',
      StructureSetROISequence: named.map(([ROIName], i) => ({
        ROINumber: i + 1,
        ROIName,
        ReferencedFrameOfReferenceUID: space,
      })),
      ROIContourSequence: named.map(([, ContourSequence], i) => ({
        ReferencedROINumber: i + 1,
        ContourSequence,
      })),
      RTROIObservationsSequence: [
        { ObservationNumber: 1, ReferencedROINumber: 1, RTROIIdentificationCodeSequence: [HEART] },
      ],
    });
  };

  it('is filled on the images of its contours, with the names of its regions', async () => {
    const { mask, names, codes } = await read(
      'structures',
      structures({
        Ring: [box(-17, -0.5, -0.5, 4.5, 3.5), box(-17, 0.5, 0.5, 3.5, 2.5)],
        Dot: [box(-11, 1.5, 0.5, 2.5, 1.5)],
      }),
    );
    const EMPTY = '0'.repeat(AREA);
    expect(slicesOf(mask)).toEqual([
      EMPTY,
      '11111' + '10001' + '10001' + '11111',
      EMPTY,
      '00000' + '00200' + '00000' + '00000',
    ]);
    expect([...(names ?? [])]).toEqual([
      [1, 'Ring'],
      [2, 'Dot'],
    ]);
    expect([...(codes ?? [])]).toEqual([
      [1, { type: { value: '80891009', scheme: 'SCT', meaning: 'Heart' } }],
    ]);
  });

  it('is refused by name when it has no contours, or lies elsewhere', async () => {
    await expect(read('empty', structures({}))).rejects.toThrow(/empty\.dcm: .*no closed contour/);
    const far = structures({ Far: [box(99, 0, 0, 3, 3)] });
    await expect(read('far', far)).rejects.toThrow(/lie on none/);
    const other = structures({ Other: [box(-17, 0, 0, 3, 3)] }, '9.9');
    await expect(read('other', other)).rejects.toThrow(/"Other" was drawn on other images/);
    const across = structures({
      Across: [{ ...box(-17, 0, 0, 3, 3), ContourData: [0, 0, 0, 9, 0, 9, 9, 9, 9] }],
    });
    await expect(read('across', across)).rejects.toThrow(/"Across" run across/);
  });
});
