import type { LabelOptions } from '../../cli/cases/deriveRule';
import { deriveRule } from '../../cli/cases/deriveRule';
import { MaskFolder } from '../../cli/cases/MaskFolder';
import { maskNote } from '../../cli/cases/maskNote';
import { segmentsOf } from '../../cli/commands/trainingPlan';
import type { SegmentCodes } from '../../src/data/Segment';
import type { MaskCoding } from '../../cli/files/MaskCoding';

const SPLEEN = { type: { value: '78961009', scheme: 'SCT', meaning: 'Spleen' } };

interface Mask {
  coding: MaskCoding;
  values: number[];
  names?: Map<number, string>;
  codes?: Map<number, SegmentCodes>;
}

/** How masks of 4 columns are read: labels, their names, the summary, and the labels of each mask. */
function read(folders: Mask[][], options: LabelOptions = {}) {
  const found = folders.map((masks) => {
    const folder = new MaskFolder();
    masks.forEach((mask, i) =>
      folder.add({ ...mask, values: Float32Array.from(mask.values), file: `mask${i}`, columns: 4 }),
    );
    return folder;
  });
  const rule = deriveRule(found, options);
  const masks = folders.flat().map((mask) => [...rule.apply(Float32Array.from(mask.values), mask)]);
  return { ...rule, masks };
}

const of = (coding: MaskCoding, ...values: number[]): Mask => ({ coding, values });
const grey = (...values: number[]) => of('grey', ...values);
const labels = (...values: number[]) => of('labels', ...values);
/** A grey mask with an area of 4 x 4 pixels of each value. */
const areas = (...values: number[]) => grey(...values.flatMap((value) => new Array<number>(16).fill(value)));
const [RED, GREEN, WHITE] = [0xff0000, 0x00ff00, 0xffffff];

it('takes small values, and all of NIfTI and DICOM, as labels', () => {
  expect(read([[grey(0, 1, 2)]]).labels).toEqual([1, 2]);
  const { labels: found, summary } = read([[labels(0, 205, 100)]]);
  expect([found, summary]).toEqual([[100, 205], 'values 0, 100, 205: each is a segment']);
});

it('takes grey values above 127 as foreground where there are no classes', () => {
  const { labels: found, masks, summary } = read([[grey(0, 3, 120, 130, 250, 255)]]);
  expect([found, masks]).toEqual([[1], [[0, 0, 0, 1, 1, 1]]]);
  expect(summary).toBe('values 0, 3, 120, 130, 250, 255: above 127 is foreground');
});

it('takes even areas of several grey values as classes, and no edges', () => {
  const { labels: found, summary } = read([[areas(0, 85, 170, 255)]]);
  expect([found, summary]).toEqual([[85, 170, 255], 'values 0, 85, 170, 255: each is a segment']);
  const smooth = areas(0, 85, 170, 255);
  smooth.values.push(20, 40, 60, 90);
  expect(() => read([[smooth]])).toThrow(/areas of several grey values, e\.g\. mask0.*--labels/);
  expect(read([[smooth]], { foreground: true }).labels).toEqual([1]);
});

it.each<[string, Mask[][]]>([
  ['0/1 beside 0/255', [[grey(0, 1), grey(0, 255)]]],
  ['another value in each folder', [[grey(0, 128)], [grey(0, 255)]]],
  ['one colour, and white', [[of('colours', 0, RED)], [grey(0, 255)]]],
  ['a palette, and white', [[of('indices', 0, 1)], [grey(0, 255)]]],
])('takes what is not 0 as foreground: %s', (_, folders) => {
  const { labels: found, masks } = read(folders);
  expect(found).toEqual([1]);
  expect(masks).toEqual(folders.flat().map(() => [0, 1]));
});

it('reads a smooth mask beside one of 0 and 1', () => {
  const { masks, summary } = read([[grey(0, 60, 200, 255), grey(0, 1, 1, 0)]]);
  expect(masks).toEqual([
    [0, 0, 1, 1],
    [0, 1, 1, 0],
  ]);
  expect(summary).toContain('in 1 with 0 and 1 that is 1');
});

it('takes each colour as a class', () => {
  const { labels: found, names, masks } = read([[of('colours', 0, RED, GREEN), grey(0, 255, 0)]]);
  expect([found, names]).toEqual([
    [1, 2, 3],
    ['Colour #00ff00', 'Colour #ff0000', 'Colour #ffffff'],
  ]);
  expect(masks).toEqual([
    [0, 2, 1],
    [0, 3, 0],
  ]);
});

it('reads blurred colours of one hue, and refuses several', () => {
  const blurred = of('lossy colours', 0x200000, 0xf00502, 0xfe0000, 0xff0101);
  expect(read([[blurred]]).masks).toEqual([[0, 1, 1, 1]]);
  expect(() => read([[blurred, of('lossy colours', 0x00f000)]])).toThrow(/classes cannot be told.*PNG/);
  expect(() => read([[of('lossy colours', WHITE, GREEN)]])).toThrow(/mask0/);
});

it('finds segments by name where files number them differently', () => {
  const one = {
    ...labels(0, 1, 2),
    names: new Map([
      [1, 'Liver'],
      [2, 'Spleen'],
    ]),
  };
  const other = {
    ...labels(1, 9, 0),
    names: new Map([
      [1, 'spleen '],
      [9, 'Liver'],
    ]),
    codes: new Map([[1, SPLEEN]]),
  };
  const { labels: found, names, codes, masks, summary } = read([[one, other]]);
  expect(codes).toEqual([{}, SPLEEN]);
  expect(segmentsOf({ labels: found, names, codes }, {})).toEqual([
    { index: 1, name: 'Liver' },
    { index: 2, name: 'Spleen', ...SPLEEN },
  ]);
  expect(segmentsOf({ labels: found, names, codes }, { names: ['A', 'B'] })[1]).toEqual({
    index: 2,
    name: 'B',
  });
  expect(read([[one, other]], { labels: [2] }).codes).toEqual([SPLEEN]);
  expect([found, names]).toEqual([
    [1, 2],
    ['Liver', 'Spleen'],
  ]);
  expect(masks).toEqual([
    [0, 1, 2],
    [2, 1, 0],
  ]);
  expect(summary).toBe('segments "Liver" (1), "Spleen" (2)');
  expect(read([[{ ...labels(0, 7), names: new Map([[7, 'Lung']]) }]])).toMatchObject({
    labels: [7],
    names: ['Lung'],
  });
});

it('uses the labels that the user names', () => {
  expect(read([[grey(0, 128, 255)]], { labels: [128] }).masks).toEqual([[0, 128, 0]]);
  expect(read([[of('colours', 0, RED, GREEN)]], { labels: [2] })).toMatchObject({
    names: ['Colour #ff0000'],
    masks: [[0, 2, 0]],
  });
  expect(() => read([[grey(0, 1)]], { labels: [9] })).toThrow('9');
});

it('merges numbered objects, however many', () => {
  for (const coding of ['labels', 'grey'] as const) {
    const many = of(coding, 0, 1, 300, 400);
    expect(() => read([[many]])).toThrow(/400.*--foreground/);
    expect(read([[many]], { foreground: true }).masks).toEqual([[0, 1, 1, 1]]);
  }
});

it.each<[string, Mask[], string | RegExp]>([
  ['without foreground', [grey(0, 0)], 'foreground'],
  ['with fractions', [labels(0, 0.5)], '0.5'],
  ['with negative values', [labels(0, -3)], '-3'],
  ['of dark grey', [grey(0, 100, 101)], '--labels'],
  ['of labels and grey values', [areas(0, 1, 2, 255)], /mask0 holds labels and grey values.*--labels/],
  [
    'of labels in one, grey values in another',
    [areas(0, 2), grey(0, 90, ...new Array<number>(99).fill(255))],
    /mask0 holds labels/,
  ],
  ['of labels and pictures', [labels(0, 1), areas(0, 255, 254)], /different kinds: mask1 .* mask0/],
  ['of JPEG with classes', [{ ...areas(0, 85, 255), coding: 'lossy grey' }], /Save them as PNG/],
])('refuses masks %s', (_, masks, message) => {
  expect(() => read([masks])).toThrow(message);
});

it('tells in one line how masks were read', () => {
  const found = { empty: 3, resampled: ['a', 'b', 'c', 'd'], overlapping: ['e'] };
  expect(maskNote('values 0, 255: above 127 is foreground', found)).toBe(
    'masks: values 0, 255: above 127 is foreground; 3 empty; 4 (a, b, c, ...) on another grid than their image, ' +
      'so each pixel got the nearest value; segments overlap in 1 (e), where the higher number wins',
  );
});
