import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pickLabelled } from '../../cli/cases/pickLabelled';
import { readCase } from '../../cli/cases/readCase';
import { segmentsOf } from '../../cli/commands/trainingPlan';
import { chooseSlices } from '../../cli/engine/chooseSlices';
import { sampleIntensities } from '../../src/data/sampleIntensities';
import { withChannels } from '../../src/data/toChannels';
import { alignMask } from '../../cli/files/alignMask';
import { readDicom } from '../../cli/files/readDicom';
import { readJpeg } from '../../cli/files/readJpeg';
import { readNifti } from '../../cli/files/readNifti';
import { readPng } from '../../cli/files/readPng';
import { readSeries } from '../../cli/files/readSeries';
import { cutSlice, putSlice, slicingOf } from '../../cli/files/slicing';
import { framesOf, groupFrames, stackFrames } from '../../cli/files/stackFrames';
import { writeNifti } from '../../cli/files/writeNifti';
import { writePng } from '../../cli/files/writePng';
import { temporaryFolder } from '../support/temporaryFolder';
import type { Affine } from './support/phantoms';
import {
  AXIAL,
  colourDicom,
  dicomOf,
  jpegOf,
  niftiOf,
  phantomSlice,
  pngOf,
  writePhantoms,
} from './support/phantoms';

// Decoding is ten times slower within jest, and the first test loads all decoders.
jest.setTimeout(60_000);

const folder = temporaryFolder();
const count = (length: number) => Array.from({ length }, (_, i) => i);
const write = (name: string, content: Uint8Array) => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};

describe('pictures', () => {
  it('reads the grey values of a PNG file exactly, and what writePng wrote', async () => {
    const file = write('grey.png', pngOf(3, 2, Uint8Array.of(0, 1, 2, 127, 128, 255)));
    const values = Float32Array.of(0, 1, 2, 127, 128, 255);
    expect(await readPng(file)).toEqual({ size: [3, 2, 1], channels: 1, values });
    const copy = path.join(folder, 'copy.png');
    await writePng(copy, 2, 1, Uint8Array.of(7, 9));
    expect([...(await readPng(copy)).values]).toEqual([7, 9]);
    await writePng(copy, 2, 1, Uint8Array.of(255, 0, 0, 9, 9, 9));
    const colour = await readPng(copy);
    expect(colour).toMatchObject({ channels: 3, values: Float32Array.of(255, 0, 0, 9, 9, 9) });
    expect(withChannels({ channels: colour.channels, pixels: colour.values }, 1).pixels).toEqual(
      Float32Array.of(0.299 * 255, 9),
    );
  });

  it('reads a JPEG file in colour, and a grey one that is stored as colour as grey', async () => {
    const grey = new Uint8Array(256).fill(100);
    const { size, channels, values } = await readJpeg(write('tinted.jpg', jpegOf(16, 16, grey)));
    expect([size, channels, values.length]).toEqual([[16, 16, 1], 3, 768]);
    [100, 80, 70].forEach((value, c) => expect(Math.abs(values[300 + c] - value)).toBeLessThan(4));
    const plain = await readJpeg(write('grey.jpg', jpegOf(16, 16, grey, [1, 1, 1])));
    expect([plain.channels, plain.values.length]).toEqual([1, 256]);
    expect(Math.abs(plain.values[100] - 100)).toBeLessThan(3);
  });

  it.each(['png', 'jpg'])('names a damaged .%s file', async (ending) => {
    const file = write(`broken.${ending}`, Buffer.from('no picture'));
    await expect(ending === 'png' ? readPng(file) : readJpeg(file)).rejects.toThrow(`broken.${ending}`);
  });
});

describe('NIfTI', () => {
  it('keeps header and affine when labels are written back', async () => {
    const source = write('in.nii', niftiOf([3, 2, 2], count(12), AXIAL));
    const volume = await readNifti(source);
    expect(volume.spacing?.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([1.5, 1.5, 3]);
    expect(volume.toPatient).toEqual([
      [1.5, -0, -0, -40],
      [-0, 1.5, -0, -30],
      [0, 0, 3, -20],
    ]);
    const target = path.join(folder, 'out.nii.gz');
    await writeNifti(target, Uint8Array.from(count(12)), volume);
    const written = await readNifti(target);
    expect([...written.values]).toEqual(count(12));
    expect(written.toPatient).toEqual(volume.toPatient);
    const [before, after] = [readFileSync(source), gunzipSync(readFileSync(target))];
    // Only data type, bits, scaling and display range may change.
    const changed = count(352).filter((i) => before[i] !== after[i]);
    expect(changed.every((i) => (i >= 70 && i < 74) || (i >= 112 && i < 120) || (i >= 124 && i < 132))).toBe(
      true,
    );
    expect(after.readInt16LE(70)).toBe(2);
  });

  it('applies the slope', async () => {
    const bytes = niftiOf([2, 1, 1], [1, 3], AXIAL);
    bytes.writeFloatLE(0.5, 112);
    bytes.writeFloatLE(10, 116);
    expect([...(await readNifti(write('scaled.nii', bytes))).values]).toEqual([10.5, 11.5]);
  });

  it.each<[string, (bytes: Buffer) => Buffer, string]>([
    ['no NIfTI at all', () => Buffer.alloc(400), 'not a NIfTI file'],
    ['cut off', (bytes) => bytes.subarray(0, 360), 'cut off'],
    ['4-D', (bytes) => (bytes.writeInt16LE(4, 40), bytes.writeInt16LE(5, 48), bytes), '4 dimensions'],
    ['starting in its header', (bytes) => (bytes.writeFloatLE(100, 108), bytes), 'byte 100'],
    ['starting nowhere', (bytes) => (bytes.writeFloatLE(NaN, 108), bytes), 'byte NaN'],
    ['without dimensions', (bytes) => (bytes.writeInt16LE(0, 40), bytes), '0 dimensions'],
    ['complex numbers', (bytes) => (bytes.writeInt16LE(32, 70), bytes), 'no plain number'],
  ])('names a file that is %s', async (name, damage, message) => {
    const file = write(`${name}.nii`, damage(niftiOf([3, 2, 2], count(12), AXIAL)));
    const failure = await readNifti(file).catch((error: Error) => error);
    expect(failure).toMatchObject({ name: 'InputError', message: expect.stringContaining(file) });
    expect((failure as Error).message).toContain(message);
  });
});

describe('slicing', () => {
  const flipped: Affine = [
    [1.5, 0, 0, -40],
    [0, 1.5, 0, -30],
    [0, 0, 3, -20],
  ];

  it('turns files of any orientation the same way', async () => {
    const size: [number, number, number] = [3, 2, 2];
    const axial = await readNifti(write('axial.nii', niftiOf(size, count(12), AXIAL)));
    const turned = await readNifti(write('turned.nii', niftiOf(size, count(12), flipped)));
    expect([...cutSlice(axial.values, slicingOf(axial), 0)]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...cutSlice(turned.values, slicingOf(turned), 0)]).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('transposes where rows run along the columns of the view', async () => {
    const swapped: Affine = [
      [0, -1, 0, 0],
      [-1, 0, 0, 0],
      [0, 0, 1, 0],
    ];
    const volume = await readNifti(write('swapped.nii', niftiOf([3, 2, 2], count(12), swapped)));
    const slicing = slicingOf(volume);
    expect([slicing.columns, slicing.rows, slicing.slices]).toEqual([2, 3, 2]);
    const slice = cutSlice(volume.values, slicing, 1);
    expect([...slice]).toEqual([6, 9, 7, 10, 8, 11]);
    const back = new Uint8Array(12);
    putSlice(Uint8Array.from(slice), slicing, 1, back);
    expect([...back]).toEqual([0, 0, 0, 0, 0, 0, 6, 7, 8, 9, 10, 11]);
  });

  it('looks at sagittal and coronal volumes with the head up', async () => {
    // x runs to the back, y to the head, z to the left.
    const sagittal: Affine = [
      [0, 0, -1, 0],
      [-1, 0, 0, 0],
      [0, 1, 0, 0],
    ];
    const volume = await readNifti(write('sagittal.nii', niftiOf([3, 2, 1], count(6), sagittal)));
    expect([...cutSlice(volume.values, slicingOf(volume), 0)]).toEqual([3, 4, 5, 0, 1, 2]);
  });

  it('brings masks to the grid of their image by place', async () => {
    const size: [number, number, number] = [3, 2, 2];
    const image = await readNifti(write('image.nii', niftiOf(size, count(12), AXIAL)));
    const align = async (name: string, ofMask: typeof size, affine: Affine) => {
      const values = count(ofMask[0] * ofMask[1] * ofMask[2]);
      const aligned = alignMask(
        image,
        await readNifti(write(`${name}.nii`, niftiOf(ofMask, values, affine))),
      );
      return typeof aligned === 'string' ? aligned : [...aligned.values, aligned.resampled];
    };
    // The same voxels with the x axis reversed: the last column is the first.
    const reversed = [2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9];
    const mirrored = (x: number): Affine => [
      [1.5, 0, 0, x],
      [0, -1.5, 0, 30],
      [0, 0, 3, -20],
    ];
    expect(await align('mask', size, mirrored(37))).toEqual([...reversed, false]);
    expect(await align('beside', size, mirrored(37.5))).toEqual([...reversed, true]);
    // Twice as many columns, each half as wide; the image's columns lie nearest to those of even index.
    const fine: Affine = [
      [-0.75, 0, 0, 40],
      [0, -1.5, 0, 30],
      [0, 0, 3, -20],
    ];
    expect(await align('fine', [6, 2, 2], fine)).toEqual([...count(12).map((i) => 2 * i), true]);
    expect(await align('elsewhere', size, flipped)).toMatch(/its header places it elsewhere/);
    const far: Affine = [
      [-1.5, 0, 0, 140],
      [0, -1.5, 0, 30],
      [0, 0, 3, -20],
    ];
    expect(await align('far', [4, 2, 2], far)).toMatch(/foreground outside of its image/);
  });

  it('takes masks without a geometry by index, and refuses another size', () => {
    const image = { size: [3, 1, 1] as const };
    expect(alignMask(image, { ...image, values: Float32Array.of(1, 2, 3) })).toMatchObject({
      resampled: false,
    });
    expect(alignMask(image, { size: [2, 1, 1], values: new Float32Array(2) })).toMatch(
      /2 x 1 pixels instead of 3 x 1/,
    );
  });

  it.each([1, 2] as const)(
    'reads the quaternion of NIfTI-%i, even if rounding made it too long',
    async (version) => {
      const bytes = version === 1 ? niftiOf([2, 1, 1], [1, 2], AXIAL) : Buffer.alloc(548);
      if (version === 1) {
        bytes.writeInt16LE(1, 252);
        bytes.writeInt16LE(0, 254);
        [1e-4, 1, 0, 33, -40, 8].forEach((value, i) => bytes.writeFloatLE(value, 256 + 4 * i));
      } else {
        bytes.writeInt32LE(540, 0);
        bytes.write('n+2\0\r\n\x1a\n', 4, 'latin1');
        bytes.writeInt16LE(512, 12);
        bytes.writeInt16LE(16, 14);
        [3, 2, 1, 1, 1, 1, 1, 1].forEach((value, i) => bytes.writeBigInt64LE(BigInt(value), 16 + 8 * i));
        [1, 1.5, 1.5, 3].forEach((value, i) => bytes.writeDoubleLE(value, 104 + 8 * i));
        bytes.writeBigInt64LE(544n, 168);
        bytes.writeInt32LE(1, 344);
        [1e-4, 1, 0, 33, -40, 8].forEach((value, i) => bytes.writeDoubleLE(value, 352 + 8 * i));
      }
      const { toPatient } = await readNifti(write(`quaternion${version}.nii`, bytes));
      // A half turn about y in RAS: x and z are reversed. LPS negates x and y.
      const expected = [
        [1.5, 0, 0, -33],
        [0, -1.5, 0, 40],
        [0, 0, -3, 8],
      ];
      toPatient?.forEach((row, i) => row.forEach((value, j) => expect(value).toBeCloseTo(expected[i][j], 2)));
      expect(toPatient).toHaveLength(3);
    },
  );

  it('refuses an orientation that is none', async () => {
    const zeros: Affine = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    await expect(readNifti(write('zeros.nii', niftiOf([2, 2, 2], count(8), zeros)))).rejects.toThrow(
      'sform or qform',
    );
  });
});

describe('DICOM', () => {
  it('applies the rescale and reads the geometry', async () => {
    const slice = phantomSlice(1, 4, 5);
    const { frames, rows, columns } = await readDicom(write('one.dcm', dicomOf('a/b/1', slice, 2)));
    expect([rows, columns, frames.length]).toEqual([4, 5, 1]);
    expect([...frames[0].pixels]).toEqual([...slice.pixels].map((value) => 2 * value - 100));
    expect(frames[0]).toMatchObject({ position: [-40, -30, -14], spacing: { row: 1.5, column: 1.5 } });
  });

  it('stacks a series by position, not by name, and finds its NIfTI mask', async () => {
    const root = path.join(folder, 'series');
    writePhantoms(root, 'dicom-series', 1);
    const series = await readSeries(path.join(root, 'images/case1'));
    expect(series.frames.map(({ position }) => position?.[2])).toEqual([-20, -17, -14, -11, -8, -5]);
    expect(series.spacing).toEqual([1.5, 1.5, 3]);
    const { image, mask } = await readCase({
      name: 'case1',
      image: { path: path.join(root, 'images/case1'), kind: 'series' },
      mask: { path: path.join(root, 'masks/case1.nii.gz'), kind: 'nifti' },
    });
    const bright = image.values.filter((_, i) => mask[i] > 0);
    expect(Math.min(...bright)).toBeGreaterThanOrEqual(2 * 160 - 100);
  });

  it('makes a volume of each phase of a series over time, and refuses it where one volume is wanted', async () => {
    for (const phase of [0, 1]) {
      for (const z of [0, 1, 2]) {
        const name = `${phase}${z}`;
        write(`phases/${name}.dcm`, dicomOf(`a/b/${name}`, phantomSlice(1, 4, 5), z));
      }
    }
    const files = ['00', '01', '02', '10', '11', '12'].map((name) => path.join(folder, `phases/${name}.dcm`));
    const groups = groupFrames(framesOf(await Promise.all(files.map((file) => readDicom(file)))));
    expect(groups.map((group) => group.length)).toEqual([3, 3]);
    await expect(readSeries(path.join(folder, 'phases'))).rejects.toThrow(/lies where another image does/);
  });

  const RED_GREEN = [200, 30, 30, 30, 220, 30];
  const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
  const palette = (bits: number, values: number[]) => (colour: string, c: number) => ({
    [`${colour}PaletteColorLookupTableDescriptor`]: [2, 10, bits],
    [`${colour}PaletteColorLookupTableData`]:
      bits === 8
        ? bytes(values[c], values[3 + c])
        : Uint16Array.of(256 * values[c] + 7, 256 * values[3 + c] + 7).buffer,
  });
  const palettes = (bits: number) =>
    Object.assign({}, ...['Red', 'Green', 'Blue'].map(palette(bits, RED_GREEN))) as object;
  const indices = {
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'PALETTE COLOR',
    PixelData: bytes(10, 11),
  };
  // Calculated by hand from the formulas of DICOM PS3.3 and rounded, so colours may differ by 1.
  const [red, green] = [
    [81, 99, 213],
    [142, 65, 48],
  ];

  const shared = { PhotometricInterpretation: 'YBR_FULL_422' };
  // The palette begins at -6.
  const signed = {
    PixelRepresentation: 1,
    ...Object.fromEntries(
      ['Red', 'Green', 'Blue'].map((colour) => [`${colour}PaletteColorLookupTableDescriptor`, [2, 65530, 8]]),
    ),
  };

  it.each<[string, object]>([
    ['RGB', { PixelData: bytes(...RED_GREEN) }],
    ['RGB by planes', { PlanarConfiguration: 1, PixelData: bytes(200, 30, 30, 220, 30, 30) }],
    ['YBR_FULL', { PhotometricInterpretation: 'YBR_FULL', PixelData: bytes(...red, ...green) }],
    ['a palette of 8 bits', { ...indices, ...palettes(8) }],
    ['a palette of 16 bits', { ...indices, ...palettes(16) }],
    ['a palette of signed pixels', { ...indices, ...palettes(8), ...signed, PixelData: bytes(250, 251) }],
    ['colour with a rescale', { PixelData: bytes(...RED_GREEN), RescaleSlope: 2, RescaleIntercept: -100 }],
    ['YBR_FULL that is called YBR_FULL_422', { ...shared, PixelData: bytes(...red, ...green) }],
  ])('reads %s as red, green and blue', async (name, attributes) => {
    const { frames } = await readDicom(write(`${name}.dcm`, colourDicom(1, 2, attributes)));
    expect(frames[0].channels).toBe(3);
    [...frames[0].pixels].forEach((value, i) =>
      expect(Math.abs(value - RED_GREEN[i])).toBeLessThanOrEqual(1),
    );
  });

  it('reads hues that neighbours share, and all frames of a file', async () => {
    const PixelData = bytes(81, 90, 99, 213, 142, 100, 65, 48);
    const attributes = { NumberOfFrames: 2, PhotometricInterpretation: 'YBR_FULL_422', PixelData };
    const { frames } = await readDicom(write('422.dcm', colourDicom(1, 2, attributes)));
    const [first, second] = frames.map(({ pixels }) => [...pixels].map(Math.round));
    expect(first.slice(0, 3).map((value, c) => Math.abs(value - RED_GREEN[c]) <= 1)).toEqual([
      true,
      true,
      true,
    ]);
    expect(first.slice(3)).toEqual(first.slice(0, 3).map((value) => value + 9));
    expect(second.slice(0, 3).map((value, c) => Math.abs(value - RED_GREEN[3 + c]) <= 1)).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('takes colours that are all grey as grey, and names kinds that it cannot read', async () => {
    const grey = await readDicom(
      write('grey.dcm', colourDicom(1, 2, { PixelData: bytes(5, 5, 5, 9, 9, 9) })),
    );
    const stack = stackFrames('grey.dcm', framesOf([grey]));
    expect([stack.channels, ...stack.values]).toEqual([1, 5, 9]);
    const kinds = [
      { PhotometricInterpretation: 'YBR_PARTIAL_422' },
      { ...indices, ...palettes(8), RedPaletteColorLookupTableDescriptor: [4, 10, 8] },
      { ...indices, ...palettes(8), RedPaletteColorLookupTableDescriptor: [2, 10, 0] },
      { SamplesPerPixel: 1, PhotometricInterpretation: 'RGB' },
      { PhotometricInterpretation: 'YBR_FULL', BitsAllocated: 16, PixelData: bytes(...count(12)) },
      { ...shared, Columns: 3, PixelData: bytes(...count(6)) },
    ];
    for (const attributes of kinds) {
      await expect(readDicom(write('kind.dcm', colourDicom(1, 2, attributes)))).rejects.toThrow(
        /kind\.dcm: .*Convert it to RGB or grey/,
      );
    }
  });

  it('does not read the missing end of a truncated file as black', async () => {
    const whole = dicomOf('a/b/1', phantomSlice(1, 4, 5));
    for (const missing of [2, 30]) {
      const file = write('truncated.dcm', whole.slice(0, -missing));
      await expect(readDicom(file)).rejects.toThrow(/truncated\.dcm is cut short/);
    }
  });

  it('names what is no DICOM file, and a series that is two', async () => {
    await expect(readDicom(write('text.dcm', Buffer.from('text')))).rejects.toThrow('text.dcm');
    const slice = phantomSlice(1, 4, 5);
    write('two/a.dcm', dicomOf('a/b/1', slice));
    write('two/b.dcm', dicomOf('a/c/1', slice));
    await expect(readSeries(path.join(folder, 'two'))).rejects.toThrow('2 DICOM series');
    write('sizes/a.dcm', dicomOf('a/b/1', slice));
    write('sizes/b.dcm', dicomOf('a/b/2', phantomSlice(1, 6, 5), 1));
    await expect(readSeries(path.join(folder, 'sizes'))).rejects.toThrow(
      /another size.*folder of their own/s,
    );
  });
});

describe('segments', () => {
  it('are named by the user, by the masks or by number, no two alike', () => {
    const rule = { labels: [2, 5] };
    const names = ['Left', 'Right'];
    const named = [
      { index: 2, name: 'Left' },
      { index: 5, name: 'Right' },
    ];
    expect(segmentsOf(rule, { names })).toEqual(named);
    expect(segmentsOf({ ...rule, names }, {})).toEqual(named);
    expect(segmentsOf(rule, {})[1].name).toBe('Segment 5');
    expect(() => segmentsOf(rule, { names: ['Left', 'left'] })).toThrow(/--names .*"left" to two segments/);
  });
});

describe('choosing', () => {
  it('labels the first cases, or the same random ones for the same seed', () => {
    const cases = count(20);
    expect(pickLabelled(cases, 3, 'first', 5, true).labelled).toEqual([0, 1, 2]);
    const random = pickLabelled(cases, 3, 'random', 5, true);
    expect(pickLabelled(cases, 3, 'random', 5, true)).toEqual(random);
    expect(random.labelled).not.toEqual(pickLabelled(cases, 3, 'random', 6, true).labelled);
    expect([...random.labelled, ...random.rest].sort((a, b) => a - b)).toEqual(cases);
    expect(pickLabelled(cases, undefined, 'first', 0, true).labelled).toHaveLength(9);
    expect(pickLabelled(cases, undefined, 'first', 0, false).labelled).toHaveLength(20);
    expect(() => pickLabelled(cases, 20, 'first', 0, true)).toThrow('--labelled');
  });

  it('spreads the slices that train, and adds empty ones', () => {
    const slice = (label: number) => ({ pixels: new Float32Array(1), labelmap: Uint8Array.of(label) });
    const slices = [0, 0, 0, 1, 1, 1, 1, 1, 0, 0].map(slice);
    expect(chooseSlices(slices)).toEqual([1, 3, 4, 5, 6, 7, 8]);
    expect(chooseSlices(slices, 1)).toEqual([1, 5, 8]);
    expect(chooseSlices([slice(0)])).toEqual([0]);
  });

  it('samples intensities evenly over all slices', () => {
    const slices = [0, 1, 2].map((value) => ({ pixels: new Float32Array(50_000).fill(value) }));
    const sample = sampleIntensities(slices);
    expect(sample).toHaveLength(60_000);
    expect(sample.filter((value) => value === 2)).toHaveLength(20_000);
    expect([...sampleIntensities([{ pixels: Float32Array.of(1, 2) }])]).toEqual([1, 2]);
  });
});
