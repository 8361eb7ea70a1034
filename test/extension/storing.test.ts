import { completeDataset, generateSeg } from '../../extension/src/adapters/generateSeg';
import { storeFailure, storeSeg } from '../../extension/src/adapters/storeSeg';
import type { NaturalisedDataset } from '../../extension/src/ohif/types';
import { FakeViewer } from './support/FakeViewer';

const dataset: NaturalisedDataset = { StudyInstanceUID: 's', SeriesInstanceUID: 'e', SOPInstanceUID: 'i' };
const segments = [{ index: 1, name: 'Ventricle', colour: [10, 20, 30] as const }];
const description = { seriesDescription: 'Few-shot: T1', seriesNumber: 9001 };

test('makes a SEG of a series that no viewport shows, with an odd number of 8-bit pixels', async () => {
  const viewer = new FakeViewer();
  const imageIds = viewer.addSeries('T1', 2, { rows: 3, columns: 5 });
  viewer.addSegmentation('own', imageIds, { 1: { label: 'Ventricle' } });
  const { ohif } = viewer;
  const service = ohif.services.segmentationService;
  const lookUp = service.getSegmentColor;
  const made = await generateSeg(ohif, 'own', segments, description);
  expect(made).toMatchObject({
    colour: [10, 20, 30, 255],
    SeriesDescription: 'Few-shot: T1',
    SeriesNumber: 9001,
    StudyID: '',
    SegmentSequence: [
      {
        SegmentAlgorithmType: 'SEMIAUTOMATIC',
        SegmentAlgorithmName: expect.stringMatching(/^Few-Shot Segment/),
      },
    ],
  });
  // Nothing of the viewer stays changed.
  expect(service.getSegmentColor).toBe(lookUp);
  expect(service.getRepresentationsForSegmentation('own')).toEqual([]);
  expect(viewer.images.get(imageIds[0])?.voxelManager.getScalarData()).toHaveLength(15);
  expect(viewer.images.get(imageIds[0])?.voxelManager.getScalarData()).toBeInstanceOf(Uint8Array);
});

test('a description longer than DICOM allows is cut', () => {
  expect(String(completeDataset({ ...dataset }, 'x'.repeat(80)).SeriesDescription)).toHaveLength(64);
});

test.each([
  [undefined, /cannot be reached/],
  [401, /may not store/],
  [409, /does not accept/],
  [413, /too large/],
  [503, /failed \(503\)/],
  [507, /full/],
  [400, /refused the masks \(400\)/],
])('a store that fails with %s is explained, and says that nothing is lost', async (status, message) => {
  const viewer = new FakeViewer();
  viewer.storeDicom = async () => {
    throw Object.assign(new Error('request failed'), { request: status === undefined ? {} : { status } });
  };
  await expect(storeSeg(viewer.ohif, dataset)).rejects.toThrow(message);
  expect(storeFailure({ request: { status } })).toMatch(/masks are kept.*Download/);
});

test('a data source that cannot store says so', async () => {
  const { ohif } = new FakeViewer();
  const readOnly = { ...ohif, dataSource: { ...ohif.dataSource, store: undefined } } as typeof ohif;
  await expect(storeSeg(readOnly, dataset)).rejects.toThrow(/cannot store/);
});
