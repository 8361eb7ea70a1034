import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Dataset } from '../../cli/cases/Dataset';
import { listCases } from '../../cli/cases/listCases';
import { readCase } from '../../cli/cases/readCase';
import { readJpeg } from '../../cli/files/readJpeg';
import { temporaryFolder } from '../support/temporaryFolder';
import { AXIAL, dicomOf, jpegOf, niftiOf, phantomSlice, pngOf } from './support/phantoms';

const root = temporaryFolder();
let made = 0;

/** Writes files into a new folder. */
function folderOf(files: Record<string, Uint8Array>): string {
  const folder = path.join(root, String(made++));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

const png = pngOf(2, 1, Uint8Array.of(0, 255));
const pairsOf = async (names: string[], role: 'train' | 'test' = 'train') => {
  const cases = await listCases(folderOf(Object.fromEntries(names.map((name) => [name, png]))), role);
  return cases.map(({ image, mask }) => [image, mask].map(({ path: file }) => path.basename(file)));
};

describe('pairing', () => {
  it.each<[string, string[]]>([
    ['another ending', ['images/a.jpg', 'masks/a.png']],
    ['the whole name of the image', ['images/a.jpg', 'masks/a.jpg.png']],
    ['another Unicode form', ['images/\u00e4.png', 'masks/a\u0308.png']],
    ['the number of the channel', ['imagesTr/a_0000.png', 'labelsTr/a.png']],
    ['labels/', ['images/a.png', 'labels/a.png']],
  ])('finds masks by %s', async (_, names) => {
    expect(await pairsOf(names)).toEqual([names.map((name) => path.basename(name))]);
  });

  it("takes nnU-Net's folders for testing where they are", async () => {
    const names = ['imagesTr/a_0000.png', 'labelsTr/a.png', 'imagesTs/b_0000.png', 'labelsTs/b.png'];
    expect(await pairsOf(names)).toEqual([['a_0000.png', 'a.png']]);
    expect(await pairsOf(names, 'test')).toEqual([['b_0000.png', 'b.png']]);
  });

  it.each<[string, string[], RegExp]>([
    [
      'further channels',
      ['imagesTr/a_0000.png', 'imagesTr/a_0001.png', 'labelsTr/a.png'],
      /further channels/,
    ],
    ['a mask with a longer name', ['images/a.png', 'masks/a_mask.png'], /rename a_mask\.png to a\./],
    ['a mask too many', ['images/a.png', 'masks/a.png', 'masks/b.png'], /mask .*b\.png has no image/],
  ])('refuses %s', async (_, names, message) => {
    await expect(pairsOf(names)).rejects.toThrow(message);
  });
});

it('reads files by their content, whatever their ending', async () => {
  const slice = phantomSlice(1, 8, 16);
  const images = [
    jpegOf(16, 8, slice.pixels),
    pngOf(16, 8, slice.pixels),
    niftiOf([16, 8, 1], slice.pixels, AXIAL),
    dicomOf('a/b/1', slice),
  ];
  const mask = pngOf(
    16,
    8,
    slice.mask.map((value) => 255 * value),
  );
  const files = images.flatMap((image, i): [string, Uint8Array][] => [
    [`images/${i}.png`, image],
    [`masks/${i}.jpg`, mask],
  ]);
  const dataset = await Dataset.open(folderOf(Object.fromEntries(files)), undefined, {}, () => undefined);
  expect(dataset.train.map(({ image }) => image.kind)).toEqual(['jpeg', 'png', 'nifti', 'dicom']);
  expect(dataset.maskNote).toBe('masks: values 0, 255: what is not 0 is foreground');
});

describe('a turned photograph', () => {
  /** Columns of 8 grey values in 2 rows: brighter to the right; the lower row is darker by 8. */
  const grey = Uint8Array.from({ length: 16 * 8 }, (_, i) => 100 + 8 * (i % 16) - (i < 64 ? 0 : 80));

  /** A JPEG file of 16 x 8 pixels with an EXIF orientation, in both byte orders. */
  function turned(orientation: number, little = true): Buffer {
    const tiff = Buffer.alloc(26);
    tiff.write(little ? 'II' : 'MM', 0, 'latin1');
    const short = (value: number, at: number) =>
      little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
    const long = (value: number, at: number) =>
      little ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
    short(42, 2);
    long(8, 4);
    short(1, 8);
    [0x0112, 3].forEach((value, i) => short(value, 10 + 2 * i));
    long(1, 14);
    short(orientation, 18);
    const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(exif.length + 2);
    const jpeg = jpegOf(16, 8, grey, [1, 1, 1]);
    return Buffer.concat([jpeg.subarray(0, 2), Buffer.of(0xff, 0xe1), length, exif, jpeg.subarray(2)]);
  }

  // Grey values of the upright corners by orientation: top left, top right, bottom left, bottom right. The
  // stored ones
  // are 100, 220, 20 and 140.
  it.each<[number, number[]]>([
    [1, [100, 220, 20, 140]],
    [2, [220, 100, 140, 20]],
    [3, [140, 20, 220, 100]],
    [4, [20, 140, 100, 220]],
    [5, [100, 20, 220, 140]],
    [6, [20, 100, 140, 220]],
    [7, [140, 220, 20, 100]],
    [8, [220, 140, 100, 20]],
  ])('is read upright (EXIF orientation %i)', async (orientation, corners) => {
    const { size, values } = await readJpeg(
      path.join(folderOf({ 'a.jpg': turned(orientation, orientation % 2 === 0) }), 'a.jpg'),
    );
    expect(size).toEqual(orientation >= 5 ? [8, 16, 1] : [16, 8, 1]);
    const [columns, rows] = size;
    const found = [0, columns - 1, columns * (rows - 1), columns * rows - 1].map((i) => values[i]);
    found.forEach((value, i) => expect(Math.abs(value - corners[i])).toBeLessThan(9));
  });

  const pair = (image: Uint8Array, columns: number, rows: number) => {
    const folder = folderOf({
      'a.jpg': image,
      'a.png': pngOf(columns, rows, new Uint8Array(columns * rows)),
    });
    return readCase({
      name: 'a',
      image: { path: path.join(folder, 'a.jpg'), kind: 'jpeg' },
      mask: { path: path.join(folder, 'a.png'), kind: 'png' },
    });
  };

  it('is turned as its mask is', async () => {
    const upright = await pair(turned(6), 8, 16);
    expect(upright.image.size).toEqual([8, 16, 1]);
    const stored = await pair(turned(6), 16, 8);
    expect(stored.image.size).toEqual([16, 8, 1]);
    expect(Math.abs(stored.image.values[0] - 100)).toBeLessThan(9);
  });

  it('is refused where its mask fits both ways or neither', async () => {
    await expect(pair(turned(3), 16, 8)).rejects.toThrow(/a\.jpg is stored turned .*orientation 3.*upright/);
    await expect(pair(turned(6), 9, 9)).rejects.toThrow(/9 x 9 pixels instead of 8 x 16/);
  });
});
