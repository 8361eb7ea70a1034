import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { seededRandom } from '../../../src/data/random';
import { makeInstance } from '../../support/makeInstance';

/** A slice with a bright disc on grey, and its mask. */
export interface PhantomSlice {
  rows: number;
  columns: number;
  /** 0..200. */
  pixels: Uint8Array;
  mask: Uint8Array;
}

/** A phantom from a seed, which determines the disc's position and size. A radius of 0 gives no disc. */
export function phantomSlice(seed: number, rows = 24, columns = 32, radius?: number): PhantomSlice {
  const random = seededRandom(seed);
  const r = radius ?? 4 + 3 * random();
  const [cy, cx] = [rows / 2 + 3 * random(), columns / 2 + 4 * random()];
  const pixels = new Uint8Array(rows * columns);
  const mask = new Uint8Array(rows * columns);
  for (let y = 0, i = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, i++) {
      mask[i] = Math.hypot(y - cy, x - cx) < r ? 1 : 0;
      pixels[i] = (mask[i] ? 160 : 60) + 40 * random();
    }
  }
  return { rows, columns, pixels, mask };
}

/** Slices of a sphere; the first and last do not show it. */
export function phantomVolume(seed: number, slices = 6, rows = 24, columns = 32): PhantomSlice[] {
  return Array.from({ length: slices }, (_, z) => {
    const share = 1 - Math.abs((2 * z) / (slices - 1) - 1);
    return phantomSlice(seed, rows, columns, share === 0 ? 0 : 3 + 4 * share);
  });
}

/** Encodes grey values as a PNG file. */
export function pngOf(width: number, height: number, grey: Uint8Array): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(grey);
  return PNG.sync.write(png, { inputColorType: 0, colorType: 0, inputHasAlpha: false });
}

/** Encodes grey values as a tinted colour JPEG file. */
export function jpegOf(width: number, height: number, grey: Uint8Array, tint = [1, 0.8, 0.7]): Buffer {
  const data = Buffer.alloc(4 * width * height);
  grey.forEach((value, i) => data.set([...tint.map((share) => share * value), 255], 4 * i));
  return jpeg.encode({ width, height, data }, 95).data;
}

/** Rows of a NIfTI affine (RAS, mm). */
export type Affine = [number[], number[], number[]];

/** An affine with the given spacing: x to the left, y to the back, z to the head (as in axial DICOM). */
export const AXIAL: Affine = [
  [-1.5, 0, 0, 40],
  [0, -1.5, 0, 30],
  [0, 0, 3, -20],
];

/** An uncompressed NIfTI-1 file of unsigned 16-bit values. */
export function niftiOf(size: [number, number, number], values: ArrayLike<number>, affine: Affine): Buffer {
  const file = Buffer.alloc(352 + 2 * values.length);
  file.writeInt32LE(348, 0);
  [3, ...size, 1, 1, 1, 1].forEach((value, i) => file.writeInt16LE(value, 40 + 2 * i));
  file.writeInt16LE(512, 70);
  file.writeInt16LE(16, 72);
  const spacing = [0, 1, 2].map((axis) => Math.hypot(...affine.map((row) => row[axis])));
  [1, ...spacing].forEach((value, i) => file.writeFloatLE(value, 76 + 4 * i));
  file.writeFloatLE(352, 108);
  file.writeFloatLE(1, 112);
  file.writeUInt8(2, 123);
  file.write('phantom', 148);
  file.writeInt16LE(1, 254);
  affine.flat().forEach((value, i) => file.writeFloatLE(value, 280 + 4 * i));
  file.write('n+1\0', 344, 'latin1');
  for (let i = 0; i < values.length; i++) file.writeUInt16LE(values[i], 352 + 2 * i);
  return file;
}

/**
 * One slice as a DICOM file, with a rescale and 1.5 mm pixels, 3 mm apart from its neighbours.
 *
 * @param attributes added to these, or replacing them
 */
export function dicomOf(
  name: string,
  { rows, columns, pixels }: PhantomSlice,
  z = 0,
  attributes: Record<string, unknown> = {},
): Uint8Array {
  return makeInstance(name, {
    Rows: rows,
    Columns: columns,
    InstanceNumber: z + 1,
    FrameOfReferenceUID: '1.2.3.4',
    ImagePositionPatient: [-40, -30, -20 + 3 * z],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [1.5, 1.5],
    SliceThickness: 3,
    RescaleSlope: 2,
    RescaleIntercept: -100,
    PixelData: Uint16Array.from(pixels).buffer,
    ...attributes,
  });
}

/** An 8-bit colour image as a DICOM file; RGB unless the attributes override it. */
export function colourDicom(rows: number, columns: number, attributes: object): Uint8Array {
  return makeInstance('colour/series/1', {
    Rows: rows,
    Columns: columns,
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    ...attributes,
  });
}

export type PhantomFormat = 'png' | 'jpeg' | 'nifti' | 'dicom-image' | 'dicom-series';

/** Writes `count` cases with `images/` and `masks/` into a folder. */
export function writePhantoms(folder: string, format: PhantomFormat, count: number): void {
  const write = (file: string, content: Uint8Array) => {
    const full = path.join(folder, file);
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, content);
  };
  for (let n = 1; n <= count; n++) {
    const name = `case${n}`;
    if (format === 'nifti' || format === 'dicom-series') {
      const slices = phantomVolume(n);
      const [{ rows, columns }] = slices;
      const size: [number, number, number] = [columns, rows, slices.length];
      const join = (part: (slice: PhantomSlice) => Uint8Array) => slices.flatMap((slice) => [...part(slice)]);
      if (format === 'nifti') {
        write(
          `images/${name}.nii`,
          niftiOf(
            size,
            join(({ pixels }) => pixels),
            AXIAL,
          ),
        );
      } else {
        // Written in reverse, so that the order of file names differs from that of positions.
        slices.forEach((slice, z) =>
          write(`images/${name}/${9 - z}.dcm`, dicomOf(`study/${name}/${z}`, slice, z)),
        );
      }
      // The second segment is the sphere's left half.
      const labels = join(({ mask }) =>
        mask.map((value, i) => (value && i % columns < columns / 2 ? 2 : value)),
      );
      write(`masks/${name}.nii.gz`, gzipSync(niftiOf(size, labels, AXIAL)));
      continue;
    }
    const slice = phantomSlice(n);
    const { rows, columns, pixels, mask } = slice;
    const shown = mask.map((value) => 255 * value);
    if (format === 'png') write(`images/${name}.png`, pngOf(columns, rows, pixels));
    else if (format === 'jpeg') write(`images/${name}.jpg`, jpegOf(columns, rows, pixels));
    else write(`images/${name}.dcm`, dicomOf(`study/${name}/1`, slice));
    if (format === 'jpeg') write(`masks/${name}.jpg`, jpegOf(columns, rows, shown));
    else write(`masks/${name}.png`, pngOf(columns, rows, shown));
  }
}

/** What a training says of the masks of phantoms in PNG. */
export const MASKS_READ = 'few-shot: masks: values 0, 255: what is not 0 is foreground\n';
