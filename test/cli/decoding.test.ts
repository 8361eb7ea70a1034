import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decodeFrames } from '../../cli/files/decodeFrames';
import { readAttributes, readDicom } from '../../cli/files/readDicom';
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
