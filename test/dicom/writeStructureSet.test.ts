import type { ImageGeometry } from '../../src/data/Image';
import { seededRandom } from '../../src/data/random';
import { itemOf, itemsOf, numbersOf, textOf } from '../../src/dicom/Attributes';
import { compareStored } from '../../src/dicom/compareStored';
import { fillContours } from '../../src/dicom/fillContours';
import { readPart10 } from '../../src/dicom/readPart10';
import { readStructureSet } from '../../src/dicom/readStructureSet';
import type { SegContent } from '../../src/dicom/SegContent';
import type { GridPoint } from '../../src/dicom/traceOutlines';
import { traceOutlines } from '../../src/dicom/traceOutlines';
import { writeStructureSet } from '../../src/dicom/writeStructureSet';
import { dciodvfy, dciodvfyReason, withDciodvfy } from '../support/dciodvfy';
import { makeContent, makeImage, sources } from './sources';

const GRID = {
  ...{ origin: [0, 0, 0], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
  ...{ rowSpacing: 1, columnSpacing: 1, frameOfReferenceUID: '' },
} as const satisfies ImageGeometry;

/** Fills outlines of the grid's corners. */
const fill = (outlines: GridPoint[][], rows: number, columns: number) =>
  fillContours(
    outlines.map((outline) => outline.map(([x, y]) => [x - 0.5, y - 0.5, 0] as const)),
    { ...GRID, rows, columns },
  );

const maskOf = (...rows: string[]) => Uint8Array.from(rows.join(''), Number);

/** Area of a polygon by its corners (shoelace formula); channels to holes have none. */
function areaOf(outline: readonly GridPoint[]): number {
  return outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

describe('traceOutlines', () => {
  it('encloses every pixel of random masks, and nothing else', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = seededRandom(seed);
      const [rows, columns] = [1 + Math.floor(random() * 12), 1 + Math.floor(random() * 12)];
      const share = random();
      const mask = Uint8Array.from({ length: rows * columns }, () => (random() < share ? 1 : 0));
      const outlines = traceOutlines(mask, columns);
      expect({ seed, mask: fill(outlines, rows, columns) }).toEqual({ seed, mask });
      // Readers that add contours up instead of taking turns must find the same: none lies in another.
      const areas = outlines.map(areaOf);
      expect(areas.every((area) => area > 0)).toBe(true);
      expect(areas.reduce((sum, area) => sum + area, 0)).toBeCloseTo(mask.filter(Boolean).length);
    }
  });

  it('gives a region one outline with its corners only, whatever holes it has', () => {
    expect(traceOutlines(maskOf('0000', '0110', '0110'), 4)).toEqual([
      [
        [1, 1],
        [3, 1],
        [3, 3],
        [1, 3],
      ],
    ]);
    expect(traceOutlines(maskOf('11111', '10101', '11111'), 5)).toHaveLength(1);
    expect(traceOutlines(maskOf('10', '01'), 2)).toHaveLength(2);
    expect(traceOutlines(new Uint8Array(6), 3)).toEqual([]);
  });
});

const CODED: SegContent['segments'] = [
  { index: 4, name: 'Ventricle' },
  {
    index: 7,
    name: 'Plexus',
    category: { value: '123037004', scheme: 'SCT', meaning: 'Anatomical Structure' },
    type: { value: '80621003', scheme: 'SCT', meaning: 'Choroid plexus' },
  },
];

const placed = Object.entries(sources).filter(([name]) => !name.includes('without geometry'));

describe('writeStructureSet', () => {
  it.each(placed)('encloses the pixels of each segment on %s', (_, images) => {
    const rois = readStructureSet(readPart10(writeStructureSet(makeContent(images)).bytes));
    expect(rois.map(({ name }) => name)).toEqual(['Ventricle', 'Plexus']);
    expect(rois[0].colour).toEqual([10, 200, 30]);
    expect(rois[1]).not.toHaveProperty('type');
    const attributes = readPart10(writeStructureSet(makeContent(images)).bytes);
    for (const [i, index] of [4, 7].entries()) {
      const drawn = itemsOf(itemsOf(attributes, 'ROIContourSequence')[i], 'ContourSequence');
      for (const image of images) {
        const own = drawn.filter((contour) => {
          const reference = itemOf(contour, 'ContourImageSequence');
          return (
            textOf(reference, 'ReferencedSOPInstanceUID') === image.sopInstanceUID &&
            textOf(reference, 'ReferencedFrameNumber') === (image.frames > 1 ? String(image.frame) : '')
          );
        });
        const contours = own.map((contour) => {
          const data = numbersOf(contour, 'ContourData') ?? [];
          return Array.from({ length: data.length / 3 }, (_, n) => data.slice(3 * n, 3 * n + 3));
        });
        const { geometry, rows, columns, labelmap } = image;
        const mask = fillContours(contours as never, { ...(geometry as ImageGeometry), rows, columns });
        expect(mask).toEqual(labelmap?.map((value) => (value === index ? 1 : 0)));
      }
    }
  });

  it('names what a region is by its codes, in whichever observation', () => {
    const set = readPart10(writeStructureSet(makeContent(placed[0][1], { segments: CODED })).bytes);
    const [, { category, type }] = CODED;
    const [ventricle, plexus] = readStructureSet(set);
    expect(ventricle).not.toHaveProperty('type');
    expect(plexus).toMatchObject({ category, type });
    const observations = itemsOf(set, 'RTROIObservationsSequence');
    const uncoded = { ...observations[0], ReferencedROINumber: 2 };
    expect(readStructureSet({ ...set, RTROIObservationsSequence: [uncoded, ...observations] })[1]).toEqual(
      plexus,
    );
  });

  it('tells drawn regions from predicted ones', () => {
    const image = (z: number, value: number, origin: 'drawn' | 'predicted') =>
      makeImage(z, { origin: [0, 0, z] }, { labelmap: new Uint8Array(30).fill(value), origin });
    const images = [image(1, 4, 'drawn'), image(2, 7, 'predicted')];
    const set = readPart10(writeStructureSet(makeContent(images)).bytes);
    const algorithms = itemsOf(set, 'StructureSetROISequence').map((roi) =>
      textOf(roi, 'ROIGenerationAlgorithm'),
    );
    expect(algorithms).toEqual(['MANUAL', 'SEMIAUTOMATIC']);
  });

  it('keeps a segment without foreground', () => {
    const images = [makeImage(1, { origin: [0, 0, 0] }, { labelmap: new Uint8Array(30) })];
    const { bytes } = writeStructureSet(makeContent(images));
    expect(itemsOf(readPart10(bytes), 'StructureSetROISequence')).toHaveLength(2);
    expect(readStructureSet(readPart10(bytes))).toEqual([]);
  });

  it('is compared with what an archive returns, contour by contour', () => {
    const makeUid = (purpose: string) => `1.2.9.${purpose.length}`;
    const ofMask = (value: number) => {
      const labelmap = new Uint8Array(30).fill(4, 3, 3 + value);
      const images = [makeImage(1, { origin: [0, 0, 0] }, { labelmap })];
      return writeStructureSet(makeContent(images, { makeUid })).bytes;
    };
    expect(compareStored(ofMask(5), ofMask(5))).toBe('');
    expect(compareStored(ofMask(5), ofMask(6))).toMatch(/contours/);
  });

  it('refuses images without a position, and says what to do', () => {
    expect(() => writeStructureSet(makeContent([makeImage(1)]))).toThrow(/no position.*Store a DICOM SEG/);
  });
});

withDciodvfy(`dciodvfy has nothing to say about a structure set of${dciodvfyReason}`, () => {
  const empty = [makeImage(1, { origin: [0, 0, 0] }, { labelmap: undefined })];
  it.each([...placed, ['images without a mask', empty] as const])('%s', (_, images) => {
    expect(dciodvfy(writeStructureSet(makeContent(images)).bytes)).toEqual([]);
  });

  it('regions with codes', () => {
    expect(dciodvfy(writeStructureSet(makeContent(placed[0][1], { segments: CODED })).bytes)).toEqual([]);
  });
});
