import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { decodeFrames } from '../../cli/files/decodeFrames';
import { readAttributes, readDicom } from '../../cli/files/readDicom';
import { storedSamples } from '../../src/dicom/masks/storedSamples';
import { packBits } from '../../src/dicom/packBits';
import { parsePart10 } from '../../src/dicom/parsePart10';
import { readPart10 } from '../../src/dicom/readPart10';
import { makeInstance } from '../support/makeInstance';
import { repositoryRoot } from '../support/repositoryRoot';
import { temporaryFolder } from '../support/temporaryFolder';
import { codecsReason, withCodecs } from '../support/withCodecs';

// The decoders are loaded once, which takes seconds within jest.
jest.setTimeout(60_000);

const cases = path.resolve(repositoryRoot, '../shared/cases');
const isThere = existsSync(cases);
const folder = temporaryFolder();
const [ROWS, COLUMNS] = [24, 20];
const bits8 = { BitsAllocated: 8, BitsStored: 8, HighBit: 7 };

/** An instance whose pixels are ramps; every byte or word is made from row, column and channel. */
function instance(
  name: string,
  attributes: object,
  samples: number,
  value: (x: number, y: number, c: number) => number,
) {
  const values = Array.from({ length: ROWS * COLUMNS * samples }, (_, i) => {
    const pixel = Math.floor(i / samples);
    return value(pixel % COLUMNS, Math.floor(pixel / COLUMNS), i % samples);
  });
  const wide = !('BitsAllocated' in attributes) || attributes.BitsAllocated === 16;
  const PixelData = (wide ? Uint16Array.from(values) : Uint8Array.from(values)).buffer;
  const file = path.join(folder, `${name}.dcm`);
  writeFileSync(
    file,
    makeInstance(`decoding/${name}/1`, { Rows: ROWS, Columns: COLUMNS, ...attributes, PixelData }),
  );
  return file;
}

const SOURCES = {
  grey8: () => instance('grey8', bits8, 1, (x, y) => (9 * x + 5 * y) % 256),
  grey12: () => instance('grey12', { BitsStored: 12, HighBit: 11 }, 1, (x, y) => (90 * x + 50 * y) % 4096),
  signed: () => instance('signed', { PixelRepresentation: 1 }, 1, (x, y) => 90 * x - 50 * y),
  colour: () =>
    instance(
      'colour',
      { ...bits8, SamplesPerPixel: 3, PhotometricInterpretation: 'RGB', PlanarConfiguration: 0 },
      3,
      (x, y, c) => [12 * x, 10 * y, 3 * x + 2 * y][c] % 256,
    ),
};

const quietly = (program: string, ...words: string[]) => execFileSync(program, words, { stdio: 'pipe' });
const dcmtk =
  (...options: string[]) =>
  (from: string, to: string) =>
    quietly('/usr/bin/dcmcjpeg', ...options, from, to);
const gdcm =
  (...options: string[]) =>
  (from: string, to: string) =>
    quietly('/usr/bin/gdcmconv', ...options, from, to);

async function decode(file: string) {
  const bytes = readFileSync(file);
  return decodeFrames(file, bytes, readAttributes(file, bytes));
}

withCodecs(`pixels are those of gdcm: ${codecsReason}`, () => {
  /** The largest difference from what gdcm decompresses. */
  async function differenceOf(file: string): Promise<number> {
    const raw = `${file}.raw`;
    gdcm('--raw')(file, raw);
    const [{ frames, channels }, reference] = [await decode(file), await decode(raw)];
    expect([channels, frames.length]).toEqual([reference.channels, reference.frames.length]);
    const apart = frames.flatMap((frame, i) =>
      [...frame].map((value, j) => Math.abs(value - reference.frames[i][j])),
    );
    return Math.max(...apart);
  }

  const all = ['grey8', 'grey12', 'signed', 'colour'] as const;
  it.each<[string, (from: string, to: string) => void, readonly (keyof typeof SOURCES)[], number]>([
    // 12-bit JPEG, and the fill bytes that dcmtk writes before the end.
    ['JPEG extended', dcmtk('+ee'), ['grey8', 'grey12'], 0],
    // Programs round colours differently.
    ['JPEG baseline', dcmtk('+eb'), ['grey8', 'colour'], 1],
    ['JPEG baseline in RGB', dcmtk('+eb', '+cr'), ['colour'], 0],
    ['JPEG lossless', dcmtk('+e1'), all, 0],
    ['JPEG lossless, any predictor', dcmtk('+el'), all, 0],
    ['JPEG-LS', gdcm('--jpegls'), all, 0],
    ['JPEG-LS, lossy', gdcm('--lossy', '--jpegls', '-e', '2'), all, 0],
    ['JPEG 2000', gdcm('--j2k'), all, 0],
    ['JPEG 2000, lossy', gdcm('--lossy', '--j2k', '-q', '60'), all, 0],
    ['RLE', gdcm('--rle'), all, 0],
  ])('%s', async (name, compress, sources, tolerance) => {
    for (const source of sources) {
      const file = path.join(folder, `${name.replace(/\W/g, '')}-${source}.dcm`);
      compress(SOURCES[source](), file);
      expect([source, (await differenceOf(file)) <= tolerance]).toEqual([source, true]);
    }
  });

  const reason = isThere ? '' : ` (skipped: there is no ${path.relative(repositoryRoot, cases)})`;
  (isThere ? it : it.skip).each(['jpeg-12bit/extended.dcm', 'jpeg-fill-bytes/fill.dcm'])(
    `%s${reason}`,
    async (name) => {
      const file = path.join(folder, path.basename(name));
      copyFileSync(path.join(cases, name), file);
      expect(await differenceOf(file)).toBe(0);
    },
  );
});

it('applies a modality lookup table', async () => {
  const table = {
    LUTDescriptor: [3, 10, 16],
    LUTData: Uint16Array.of(100, 300, 900).buffer,
    ModalityLUTType: 'HU',
  };
  const file = path.join(folder, 'lut.dcm');
  const PixelData = Uint16Array.of(9, 10, 11, 12, 99, 10, 10, 10, 10, 10, 10, 10).buffer;
  writeFileSync(file, makeInstance('lut/1/1', { ModalityLUTSequence: [table], PixelData }));
  const { frames } = await readDicom(file);
  expect([...frames[0].pixels.slice(0, 6)]).toEqual([100, 100, 300, 900, 900, 100]);
  const cut = { ...table, LUTDescriptor: [30, 10, 16] };
  writeFileSync(file, makeInstance('lut/1/1', { ModalityLUTSequence: [cut], PixelData }));
  await expect(readDicom(file)).rejects.toThrow(/lut\.dcm: its modality lookup table is cut off/);
});

it.each([
  // The examples of DICOM PS3.5 H.3 and I.2.
  [
    'Japanese',
    '\\ISO 2022 IR 87',
    'Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B',
    'Yamada^Tarou=山田^太郎=やまだ^たろう',
    '\x1b$B;3ED\x1b(B',
    '山田',
  ],
  [
    'Korean',
    '\\ISO 2022 IR 149',
    'Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf',
    'Hong^Gildong=洪^吉洞=홍^길동',
    '\x1b$)C\xfb\xf3',
    '洪',
  ],
])('decodes names with escapes: %s', (_, characterSet, raw, name, word, part) => {
  // Written with as many other characters, as the writer encodes text by itself.
  const bytes = Buffer.from(
    makeInstance('text/1/1', {
      SpecificCharacterSet: '?'.repeat(characterSet.length),
      PatientName: 'x'.repeat(raw.length),
      RequestAttributesSequence: [{ ScheduledProcedureStepDescription: 'y'.repeat(raw.length) }],
    }),
  );
  const put = (placeholder: string, text: string) =>
    bytes.write(text, bytes.indexOf(placeholder.repeat(text.length)), 'latin1');
  put('?', characterSet);
  put('x', raw);
  put('y', word.padEnd(raw.length));
  const attributes = readAttributes('text.dcm', bytes);
  expect(attributes.PatientName).toBe(name);
  expect(attributes.RequestAttributesSequence).toMatchObject([{ ScheduledProcedureStepDescription: part }]);
});

it('decodes UTF-8 within sequences', () => {
  const words = { ScheduledProcedureStepDescription: 'Schädel, 頭部' };
  const file = makeInstance('text/2/1', {
    SpecificCharacterSet: 'ISO_IR 192',
    RequestAttributesSequence: [words],
  });
  expect(readAttributes('text.dcm', Buffer.from(file)).RequestAttributesSequence).toMatchObject([words]);
});

describe('frames of a segmentation, for the command line and the viewer', () => {
  /** 25 pixels a frame, so that single bits of frames do not fill their bytes. */
  const size = { Rows: 5, Columns: 5, NumberOfFrames: 3 };
  const DEFLATED_FRAMES = '1.2.840.10008.1.2.8.1';
  const valuesOf = (highest: number) =>
    Array.from({ length: 75 }, (_, i) => (i % 7 < 4 ? 0 : (i * 37) % highest));

  /** A label map, or bits, with frames beside each other as uncompressed files hold them. */
  function segmentation(bits: 1 | 8 | 16, values: readonly number[]): { file: string; frames: Uint8Array[] } {
    const pack = (own: readonly number[]) => {
      if (bits === 1) return packBits([Uint8Array.from(own)], own.length);
      return bits === 8 ? Uint8Array.from(own) : new Uint8Array(Uint16Array.from(own).buffer);
    };
    const file = path.join(folder, `segmentation${bits}.dcm`);
    const attributes = { ...size, BitsAllocated: bits, BitsStored: bits, HighBit: bits - 1 };
    writeFileSync(
      file,
      makeInstance(`decoding/segmentation${bits}/1`, {
        ...attributes,
        PixelData: Uint8Array.from(pack(values)).buffer,
      }),
    );
    return { file, frames: [0, 1, 2].map((i) => pack(values.slice(25 * i, 25 * i + 25))) };
  }

  /** The file with other frames, in a transfer syntax that compresses them. */
  function withFrames(file: string, syntax: string, frames: readonly Uint8Array[]): string {
    const parsed = parsePart10(Uint8Array.from(readFileSync(file)).buffer);
    parsed.meta['00020010'].Value = [syntax];
    parsed.dict['7FE00010'] = { vr: 'OB', Value: frames.map((frame) => Uint8Array.from(frame).buffer) };
    const changed = `${file}.${syntax}`;
    writeFileSync(changed, new Uint8Array(parsed.write({ fragmentMultiframe: false })));
    return changed;
  }

  /** The pixels as the command line and the viewer read them. */
  async function readBoth(file: string): Promise<{ here: number[]; viewer: number[] }> {
    const { frames } = await decode(file);
    const samples = await storedSamples(readPart10(Uint8Array.from(readFileSync(file)).buffer));
    return {
      here: frames.flatMap((frame) => [...frame]),
      viewer: [0, 1, 2].flatMap((frame) => Array.from({ length: 25 }, (_, pixel) => samples(frame, pixel))),
    };
  }

  it.each([1, 8, 16] as const)('deflated, %i bits', async (bits) => {
    const values = valuesOf(bits === 1 ? 2 : 2 ** bits);
    const { file, frames } = segmentation(bits, values);
    const deflated = withFrames(
      file,
      DEFLATED_FRAMES,
      frames.map((frame) => deflateRawSync(frame)),
    );
    expect(await readBoth(deflated)).toEqual({ here: values, viewer: values });
  });

  const TOO_LITTLE = deflateRawSync(new Uint8Array(24));
  it.each([
    ['too short', TOO_LITTLE],
    ['cut off', deflateRawSync(Uint8Array.from(valuesOf(251).slice(0, 25))).subarray(0, 8)],
    ['no deflate stream', Uint8Array.of(255, 255, 255, 255)],
  ])('deflated, but %s: refused', async (_, bad) => {
    const { file, frames } = segmentation(8, valuesOf(256));
    const broken = withFrames(file, DEFLATED_FRAMES, [
      deflateRawSync(frames[0]),
      bad,
      deflateRawSync(frames[2]),
    ]);
    await expect(decode(broken)).rejects.toThrow(/segmentation8.*cannot be decoded/);
    const attributes = readPart10(new Uint8Array(readFileSync(broken)).buffer);
    await expect(storedSamples(attributes)).rejects.toThrow(/frame 2 is not complete/);
  });

  it('deflated to far more than stated: no more than that is kept, or it is refused', async () => {
    const { file } = segmentation(8, valuesOf(256));
    const bomb = withFrames(file, DEFLATED_FRAMES, Array(3).fill(deflateRawSync(new Uint8Array(2 ** 24))));
    await expect(decode(bomb)).rejects.toThrow(/more than the expected 26 bytes/);
    const attributes = readPart10(new Uint8Array(readFileSync(bomb)).buffer);
    expect((await storedSamples(attributes))(2, 24)).toBe(0);
    await expect(storedSamples({ ...attributes, Rows: 60_000, Columns: 60_000 })).rejects.toThrow(
      /not complete/,
    );
  });

  it('with RLE that means nothing, or never ends: refused', async () => {
    const { file } = segmentation(8, valuesOf(256));
    const rle = (...runs: number[]) => {
      const frame = new Uint8Array(64 + runs.length);
      frame.set([1, 0, 0, 0, 64]);
      frame.set(runs, 64);
      return frame;
    };
    const whole = rle(128, 24, ...valuesOf(256).slice(0, 25));
    for (const bad of [rle(128, 128), rle(250, 3), rle(24, 1, 2, 3)]) {
      const broken = withFrames(file, '1.2.840.10008.1.2.5', [whole, bad, whole]);
      const attributes = readPart10(new Uint8Array(readFileSync(broken)).buffer);
      await expect(storedSamples(attributes)).rejects.toThrow(/frame 2 is not complete/);
    }
  });

  withCodecs(`with RLE by gdcm${codecsReason}`, () => {
    it.each([8, 16] as const)('%i bits', async (bits) => {
      const values = valuesOf(2 ** bits);
      const { file } = segmentation(bits, values);
      gdcm('--rle')(file, `${file}.rle`);
      expect(await readBoth(`${file}.rle`)).toEqual({ here: values, viewer: values });
    });
  });
});
