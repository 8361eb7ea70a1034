import { readPart10 } from '../../src/dicom/readPart10';
import { textOf } from '../../src/dicom/Attributes';
import { writeSeg } from '../../src/dicom/writeSeg';
import { seededRandom } from '../../src/data/random';
import { spread } from '../../src/data/spread';
import { makeInstance, uidsOf } from '../../test/support/makeInstance';

const DISTANCE = 1;
const CT = '1.2.840.10008.5.1.4.1.1.2';
const DRAWN = 6;
const AIR = 24;
const TISSUE = 1064;
const ROD = 1200;
const NOISE = 40;

/** A long generated CT of a rod in tissue, both of which wind, and masks of the rod on six images. */
export function writeRod({ images, edge }: { images: number; edge: number }) {
  const nameOf = (z: number) => `large/a/${z}`;
  const inRod = (z: number) => {
    const [row, column] = [0.5 + 0.1 * Math.sin(z / 60), 0.5 + 0.1 * Math.cos(z / 90)];
    const radius = 0.08 + 0.03 * Math.sin(z / 40);
    return (pixel: number) => {
      const [y, x] = [Math.floor(pixel / edge) / edge - row, (pixel % edge) / edge - column];
      return Math.hypot(x, y) < radius;
    };
  };
  const attributesOf = (z: number) => {
    const random = seededRandom(z);
    const isRod = inRod(z);
    const pixels = Uint16Array.from({ length: edge * edge }, (_, i) => {
      const far = Math.hypot(Math.floor(i / edge) / edge - 0.5, (i % edge) / edge - 0.5) > 0.4;
      return (far ? AIR : isRod(i) ? ROD : TISSUE) + NOISE * random();
    });
    return {
      ...{ SOPClassUID: CT, Modality: 'CT', SeriesDescription: 'Rod', Rows: edge, Columns: edge },
      ...{ RescaleSlope: 1, RescaleIntercept: -1024, InstanceNumber: z + 1, PixelSpacing: [0.7, 0.7] },
      ...{ FrameOfReferenceUID: uidsOf(nameOf(0)).seriesUID, SliceThickness: DISTANCE },
      ...{ ImagePositionPatient: [0, 0, z * DISTANCE], ImageOrientationPatient: [1, 0, 0, 0, 1, 0] },
      PixelData: pixels.buffer,
    };
  };
  const masks = (): Uint8Array => {
    const source = readPart10(makeInstance(nameOf(0), attributesOf(0)).buffer as ArrayBuffer);
    const drawn = spread(
      Array.from({ length: images }, (_, z) => z),
      DRAWN,
    );
    const seg = writeSeg({
      images: drawn.map((z) => {
        const isRod = inRod(z);
        return {
          ...{ sopClassUID: CT, sopInstanceUID: uidsOf(nameOf(z)).instanceUID },
          ...{
            seriesInstanceUID: uidsOf(nameOf(z)).seriesUID,
            frame: 1,
            frames: 1,
            rows: edge,
            columns: edge,
          },
          geometry: {
            ...{ origin: [0, 0, z * DISTANCE], rowCosines: [1, 0, 0], columnCosines: [0, 1, 0] },
            ...{ rowSpacing: 0.7, columnSpacing: 0.7 },
            frameOfReferenceUID: textOf(source, 'FrameOfReferenceUID'),
          },
          labelmap: Uint8Array.from({ length: edge * edge }, (_, i) => Number(isRod(i))),
        };
      }),
      source,
      segments: [{ index: 1, name: 'Rod' }],
      algorithm: { name: 'Formula', version: '1', interactive: false },
      series: { number: 2, description: 'Rod, masks' },
      label: 'ROD',
      description: 'The rod on some images',
      equipment: { manufacturer: 'Formula', model: 'Formula', version: '1' },
    });
    return new Uint8Array(seg.bytes);
  };
  return { nameOf, attributesOf, masks };
}
