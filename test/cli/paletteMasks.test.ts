import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { Dataset } from '../../cli/cases/Dataset';
import { temporaryFolder } from '../support/temporaryFolder';
import { pngFile } from './support/pngFile';
import { pngOf } from './support/phantoms';

const root = temporaryFolder();
let made = 0;

const [BLACK, WHITE, RED, GREY] = [
  [0, 0, 0],
  [255, 255, 255],
  [128, 0, 0],
  [128, 128, 128],
];

/** A PNG file with a palette, of one row of 8-bit indices. */
function indexedPng(palette: number[][], indices: number[], transparent = true): Buffer {
  return pngFile(
    { columns: indices.length, rows: 1, colourType: 3 },
    {
      PLTE: Uint8Array.from(palette.flat()),
      ...(transparent ? { tRNS: Uint8Array.of(0) } : {}),
      IDAT: deflateSync(Uint8Array.of(0, ...indices)),
    },
  );
}

/** The labels of a data set and of each of its masks. */
async function labelsOf(...masks: Buffer[]): Promise<{ labels: number[]; masks: number[][] }> {
  const folder = path.join(root, String(made++));
  for (const part of ['images', 'masks']) mkdirSync(path.join(folder, part), { recursive: true });
  for (const [index, mask] of masks.entries()) {
    const columns = mask.readUInt32BE(16);
    const image = pngOf(columns, 1, new Uint8Array(columns).fill(9));
    writeFileSync(path.join(folder, `images/${index}.png`), image);
    writeFileSync(path.join(folder, `masks/${index}.png`), mask);
  }
  const dataset = await Dataset.open(folder, undefined, {}, () => undefined);
  const cases = await Promise.all(dataset.train.map((files) => dataset.load(files)));
  return { labels: dataset.rule.labels, masks: cases.map(({ slices: [slice] }) => [...slice.labelmap]) };
}

it('reads the labels of a mask with a palette from its indices, whatever their colours', async () => {
  const palette = [BLACK, RED, GREY, WHITE];
  const [both, onlyGrey] = [indexedPng(palette, [0, 1, 2, 0]), indexedPng(palette, [0, 2, 2, 0])];
  expect(await labelsOf(both, onlyGrey)).toEqual({
    labels: [1, 2],
    masks: [
      [0, 1, 2, 0],
      [0, 2, 2, 0],
    ],
  });
  // Data sets of photographs often mark borders with the last index.
  const many = Array.from({ length: 256 }, (_, i) => [i, 0, 0]);
  expect((await labelsOf(indexedPng(many, [0, 1, 40, 255]))).labels).toEqual([1, 40, 255]);
});

it('takes a grey palette as grey values, whatever its order', async () => {
  expect(await labelsOf(indexedPng([WHITE, BLACK], [0, 1, 1], false))).toEqual({
    labels: [1],
    masks: [[1, 0, 0]],
  });
});

it('refuses a palette that shows the background by an index other than 0', async () => {
  await expect(labelsOf(indexedPng([RED, BLACK], [0, 1, 1]))).rejects.toThrow(
    /0\.png has black at index 1 .*Sort its palette/,
  );
});

/** A PNG file with alpha, of one row. */
function alphaPng(...pixels: number[][]): Buffer {
  return pngFile(
    { columns: pixels.length, rows: 1, colourType: 6 },
    { IDAT: deflateSync(Uint8Array.of(0, ...pixels.flat())) },
  );
}

it.each<[string, number[][]]>([
  [
    'white on transparent',
    [
      [255, 255, 255, 0],
      [255, 255, 255, 255],
    ],
  ],
  [
    'black on transparent',
    [
      [0, 0, 0, 0],
      [0, 0, 0, 255],
    ],
  ],
  [
    'a colour on transparent',
    [
      [0, 0, 0, 0],
      [0, 90, 0, 255],
    ],
  ],
  [
    'a colour that is there everywhere',
    [
      [200, 0, 0, 0],
      [200, 0, 0, 255],
    ],
  ],
])('reads alpha: %s', async (_, pixels) => {
  expect(await labelsOf(alphaPng(...pixels))).toEqual({ labels: [1], masks: [[0, 1]] });
});

it('ignores alpha that hides nothing', async () => {
  const pixels = [
    [0, 0, 0, 255],
    [255, 255, 255, 255],
  ];
  expect((await labelsOf(alphaPng(...pixels))).masks).toEqual([[0, 1]]);
});
