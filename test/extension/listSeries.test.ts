import { listSeries, seriesName, tickSeries } from '../../extension/src/adapters/listSeries';
import type { DisplaySet } from '../../extension/src/ohif/types';

const displaySet = (uid: string, change: Partial<DisplaySet> = {}): DisplaySet => ({
  displaySetInstanceUID: uid,
  StudyInstanceUID: 'study',
  SeriesInstanceUID: `series-${uid}`,
  SeriesNumber: 1,
  SeriesDescription: uid,
  Modality: 'MR',
  instances: [{ SOPInstanceUID: 'a', Rows: 8, Columns: 8, SamplesPerPixel: 1, FrameOfReferenceUID: 'f' }],
  ...change,
});
const instance = { SOPInstanceUID: 'a', Rows: 8, Columns: 8, SamplesPerPixel: 1 };

test('lists image series by number and leaves out segmentations', () => {
  const listed = listSeries([
    displaySet('late', { SeriesNumber: 12 }),
    displaySet('early', { SeriesNumber: '2' }),
    displaySet('seg', { Modality: 'SEG', isOverlayDisplaySet: true }),
  ]);
  expect(listed.map(({ label }) => label)).toEqual(['early', 'late']);
});

test.each([
  [{ instances: [{ ...instance, Rows: undefined }] }, /no pixel data/],
  [{ instances: [] }, /cannot show/],
  [{ isDynamicVolume: true }, /time series/],
])('says why a series cannot be used: %j', (change, message) => {
  expect(listSeries([displaySet('x', change as Partial<DisplaySet>)])[0].problem).toMatch(message);
});

test('keeps what is known of a series, and forgets one that is gone', () => {
  const [known] = listSeries([displaySet('a')]);
  const before = [{ ...known, predicted: 5, enabled: true }];
  expect(listSeries([displaySet('a')], before)).toEqual(before);
  expect(listSeries([], before)).toEqual([]);
});

test('ticks series of the same modality as the examples, but not against the reader', () => {
  const series = listSeries([
    displaySet('a'),
    displaySet('b'),
    displaySet('ct', { Modality: 'CT' }),
    displaySet('colour', { instances: [{ ...instance, SamplesPerPixel: 3 }] }),
    displaySet('empty', { instances: [{ ...instance, Rows: undefined }] }),
  ]);
  const ticked = tickSeries(series, new Set(['series-a']), new Set(['series-b']));
  expect(Object.fromEntries(ticked.map(({ label, enabled }) => [label, enabled]))).toEqual({
    a: true,
    b: false,
    ct: false,
    colour: true,
    empty: false,
  });
});

test('tells apart series that read alike', () => {
  const view = (uid: string, more: object) =>
    displaySet(uid, { SeriesDescription: 'MG', instances: [{ ...instance, ...more }] });
  const details = (...sets: DisplaySet[]) => listSeries(sets).map(({ detail }) => detail);
  expect(details(displaySet('a'), displaySet('b'))).toEqual(['', '']);
  const views = [{ ImageLaterality: 'L' }, { ImageLaterality: 'R' }].map((side, i) => ({
    ...side,
    ViewPosition: 'MLO',
    InstanceNumber: i,
  }));
  expect(details(...views.map((more, i) => view(`${i}`, more)))).toEqual(['L MLO', 'R MLO']);
  expect(details(view('a', { InstanceNumber: 4 }), view('b', { InstanceNumber: 7 }))).toEqual([
    'image 4',
    'image 7',
  ]);
  expect(details(view('a', {}), view('b', {}), view('c', {}))).toEqual(['1 of 3', '2 of 3', '3 of 3']);
  const listed = listSeries([view('a', {}), view('b', {})]);
  expect(seriesName(listed[1])).toBe('series 1 (MG, 2 of 2)');
  // One of them is gone.
  expect(listSeries([view('b', {})], listed)[0]).toMatchObject({ id: 'series-b', detail: '' });
});

test('cuts names of any length', () => {
  const [{ label }] = listSeries([displaySet('a', { SeriesDescription: 'x'.repeat(10_000) })]);
  expect(label).toBe(`${'x'.repeat(63)}…`);
});
