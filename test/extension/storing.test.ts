import { store } from '../../extension/src/commands/store';
import { train } from '../../extension/src/commands/train';
import { storeFailure, storeSeg } from '../../extension/src/adapters/storeSeg';
import { itemOf, itemsOf, textOf } from '../../src/dicom/Attributes';
import { writeSeg, type WrittenSeg } from '../../src/dicom/writeSeg';
import { makeContent, makeImage } from '../dicom/sources';
import { dciodvfy, dciodvfyReason, withDciodvfy } from '../support/dciodvfy';

import { FakeViewer } from './support/FakeViewer';
import { opened, texts, useSessions } from './support/opened';

useSessions();
jest.setTimeout(30_000);

/** Gives a study's images UIDs and attributes as in an archive. */
function useRealHeaders({ metadata }: FakeViewer): void {
  [...metadata.entries()].forEach(([imageId, { instance, imagePlaneModule }], i) => {
    Object.assign(imagePlaneModule ?? {}, { frameOfReferenceUID: '1.2.5' });
    Object.assign(instance, {
      SOPInstanceUID: `1.2.3.${i}`,
      SeriesInstanceUID: imageId.startsWith('axial') ? '1.2.4.1' : '1.2.4.2',
      StudyInstanceUID: '1.2.6',
      StudyID: '7',
      StudyDate: '20240102',
      StudyTime: '101500',
      PatientName: [{ Alphabetic: 'Phantom^One' }],
      PatientID: 'P1',
      PatientBirthDate: '19700101',
      PatientSex: 'O',
    });
  });
}

/** Trains on two drawn images, predicts, and stores. */
async function stored() {
  const all = opened();
  useRealHeaders(all.viewer);
  const type = { CodeValue: '66720007', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Lateral Ventricle' };
  const item = { SegmentLabel: 'ventricle', SegmentedPropertyTypeCodeSequence: [type] };
  const instance = { SOPInstanceUID: '1.2.9', SegmentSequence: [item] };
  all.viewer.displaySets.push({
    ...all.viewer.displaySets[0],
    displaySetInstanceUID: 'seg',
    SeriesInstanceUID: '1.2.4.9',
    SeriesNumber: 9001,
    Modality: 'SEG',
    isOverlayDisplaySet: true,
    instance,
  });
  await train(all.session, {});
  await store(all.session, {});
  return all;
}

test('what is stored tells drawn from predicted masks, and keeps the codes of an opened SEG', async () => {
  const { viewer, session } = await stored();
  expect(texts(session)).toEqual([expect.stringMatching(/2 series are in the archive/)]);
  const [axial, coronal] = viewer.stored;
  expect([axial, coronal].map((seg) => Number(seg.SeriesNumber))).toEqual([9002, 9003]);
  const labels = itemsOf(axial, 'PerFrameFunctionalGroupsSequence').map((groups) =>
    textOf(itemOf(groups, 'FrameContentSequence'), 'FrameLabel'),
  );
  expect(labels).toEqual(['predicted', 'drawn', 'predicted', 'predicted', 'drawn', 'predicted']);
  expect(itemOf(axial, 'SegmentSequence')).toMatchObject({
    SegmentLabel: 'Ventricle',
    SegmentAlgorithmType: 'SEMIAUTOMATIC',
    SegmentAlgorithmName: expect.stringMatching(/^Few-Shot Segment/),
  });
  const algorithm = itemOf(itemOf(axial, 'SegmentSequence'), 'SegmentationAlgorithmIdentificationSequence');
  const { model } = session.store.getState();
  expect(textOf(algorithm, 'AlgorithmParameters')).toBe(`model=${model?.summary.id}`);
  const type = itemOf(itemOf(axial, 'SegmentSequence'), 'SegmentedPropertyTypeCodeSequence');
  expect(textOf(type, 'CodeMeaning')).toBe('Lateral Ventricle');
  expect(axial.ManufacturerModelName).toBe('Few-Shot Segment');
});

withDciodvfy(`dciodvfy${dciodvfyReason}`, () => {
  it('has nothing to say about what the viewer stores', async () => {
    const { viewer } = await stored();
    const files = [...viewer.archive.values()];
    expect(files).toHaveLength(2);
    expect(files.flatMap((file) => dciodvfy(file))).toEqual([]);
  });
});

const seg = writeSeg(makeContent([makeImage(1, { origin: [0, 0, 0] }), makeImage(2, { origin: [0, 0, 1] })]));

/** The same object with other pixels. */
function withOtherPixels({ bytes }: WrittenSeg): ArrayBuffer {
  const copy = new Uint8Array(bytes.slice(0));
  copy[copy.length - 2] ^= 1;
  return copy.buffer;
}

describe('what the archive took is read back', () => {
  it.each([
    ['keeps nothing', undefined, /accepted the masks.*does not have them \(404\).*kept.*Download/],
    ['keeps other pixels', withOtherPixels(seg), /other pixels.*kept: try again/],
    ['keeps another object', writeSeg(makeContent([makeImage(1)])).bytes, /another object/],
    ['keeps no DICOM object', new ArrayBuffer(300), /not a DICOM object/],
  ])('one that %s has not stored', async (_, kept, message) => {
    const viewer = new FakeViewer();
    viewer.storeDicom = async () => {
      if (kept) viewer.archive.set(seg.sopInstanceUID, kept);
    };
    await expect(storeSeg(viewer.ohif, seg)).rejects.toThrow(message);
  });

  it('one that files it a moment later has stored', async () => {
    const viewer = new FakeViewer();
    viewer.storeDicom = async () => {
      setTimeout(() => viewer.archive.set(seg.sopInstanceUID, seg.bytes), 100);
    };
    await storeSeg(viewer.ohif, seg);
  });

  it('nothing counts as stored until then, and a store can be repeated', async () => {
    const { viewer, session } = opened();
    await train(session, {});
    const { storeDicom } = viewer;
    viewer.storeDicom = async () => undefined;
    await store(session, {});
    expect(session.store.getState().series.map(({ stored }) => stored)).toEqual(['failed', 'failed']);
    viewer.storeDicom = storeDicom;
    await store(session, {});
    expect(session.store.getState().series.map(({ stored }) => stored)).toEqual(['stored', 'stored']);
  });
});

test.each([
  [undefined, /cannot be reached/],
  [401, /not allowed to store/],
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
  await expect(storeSeg(viewer.ohif, seg)).rejects.toThrow(message);
  expect(storeFailure({ request: { status } })).toMatch(/masks are kept.*Download/);
});

test('a SEG that the viewer could not open again is not stored', async () => {
  const viewer = new FakeViewer();
  const flat = writeSeg(makeContent([makeImage(1)]));
  await expect(storeSeg(viewer.ohif, flat)).rejects.toThrow(/cannot open.*use Download/);
  expect(viewer.stored).toEqual([]);
});

test('a data source that cannot store says so', async () => {
  const { ohif } = new FakeViewer();
  const readOnly = { ...ohif, dataSource: { ...ohif.dataSource, store: undefined } } as typeof ohif;
  await expect(storeSeg(readOnly, seg)).rejects.toThrow(/cannot store/);
});
