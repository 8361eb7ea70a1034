import { listSeries } from '../../extension/src/adapters/listSeries';
import { readImage, toModalityValues } from '../../extension/src/adapters/readImage';
import { FakeViewer } from './support/FakeViewer';

function oneSeries() {
  const viewer = new FakeViewer();
  const imageIds = viewer.addSeries('T1', 3);
  const keys = imageIds.map((id) => viewer.keyOf(id));
  return { viewer, imageIds, keys, series: listSeries(viewer.displaySets)[0] };
}

test('reads modality values and geometry', async () => {
  const { viewer, imageIds, keys, series } = oneSeries();
  viewer.addImage(imageIds[1], 2, 2, Uint8Array.of(1, 2, 3, 4), { slope: 2, intercept: -1 });
  const image = await readImage(viewer.index, series, keys[1]);
  expect(image).toMatchObject({ id: keys[1], seriesId: 'series-T1', rows: 2, columns: 2 });
  expect([...image.pixels]).toEqual([1, 3, 5, 7]);
  expect(image.geometry).toMatchObject({ origin: [0, 0, 2], frameOfReferenceUID: 'frame' });
});

test('an image without position still has pixels', async () => {
  const { viewer, imageIds, keys, series } = oneSeries();
  viewer.metadata.set(imageIds[0], { instance: { InstanceNumber: 1, SOPInstanceUID: 'T1.1' } });
  expect((await readImage(viewer.index, series, keys[0])).geometry).toBeUndefined();
  viewer.metadata.set(imageIds[0], {
    instance: { InstanceNumber: 1, SOPInstanceUID: 'T1.1' },
    imagePlaneModule: { imagePositionPatient: [0, 0, 0], usingDefaultValues: true },
  });
  expect((await readImage(viewer.index, series, keys[0])).geometry).toBeUndefined();
});

test.each([
  [
    'cannot be loaded',
    (v: FakeViewer, id: string) => void v.images.delete(id),
    /Image 2 of series 1 \(T1\) could not be loaded \(404\)/,
  ],
  [
    'is in colour but has too few values',
    (v: FakeViewer, id: string) => v.addImage(id, 2, 2, new Uint8Array(8), { color: true }),
    /8 values, but its header says 2 x 2 pixels in colour/,
  ],
  ['has no pixels', (v: FakeViewer, id: string) => v.addImage(id, 2, 2, new Uint8Array(0)), /no pixel data/],
  [
    'has too few pixels',
    (v: FakeViewer, id: string) => v.addImage(id, 4, 4, new Uint8Array(12)),
    /12 values, but its header says 4 x 4/,
  ],
])('an image that %s is named in words', async (_, damage, message) => {
  const { viewer, imageIds, keys, series } = oneSeries();
  damage(viewer, imageIds[1]);
  await expect(readImage(viewer.index, series, keys[1])).rejects.toThrow(message);
});

test.each([
  ['RGB', [1, 2, 3, 4, 5, 6]],
  ['RGBA', [1, 2, 3, 255, 4, 5, 6, 255]],
])('%s becomes red, green and blue', async (_, values) => {
  const { viewer, imageIds, keys, series } = oneSeries();
  viewer.addImage(imageIds[1], 1, 2, Uint8Array.from(values), { color: true });
  const image = await readImage(viewer.index, series, keys[1]);
  expect([image.channels, ...image.pixels]).toEqual([3, 1, 2, 3, 4, 5, 6]);
});

test('values that the loader has scaled are not scaled again', () => {
  const scaling = { slope: 2, intercept: 1, preScale: { scaled: true } };
  expect([...toModalityValues([1, 2], scaling)]).toEqual([1, 2]);
  expect([...toModalityValues([1, 2], { slope: 0, intercept: Number.NaN })]).toEqual([1, 2]);
});

test.each([{ status: 401 }, { request: { status: 401 } }, { error: { status: 0 } }])(
  'an image that the archive refuses for a moment is asked for again: %j',
  async (refusal) => {
    const { viewer, imageIds, keys, series } = oneSeries();
    viewer.addImage(imageIds[1], 1, 1, Uint8Array.of(7));
    const { imageLoader } = viewer.index.ohif.cornerstone;
    jest.spyOn(imageLoader, 'loadAndCacheImage').mockRejectedValueOnce(refusal);
    expect([...(await readImage(viewer.index, series, keys[1])).pixels]).toEqual([7]);
  },
);
