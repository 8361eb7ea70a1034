import { gunzipSync } from 'node:zlib';
import { downloadFile } from '../../extension/src/adapters/downloadFile';
import { download } from '../../extension/src/commands/download';
import { draw } from '../../extension/src/commands/draw';
import { setFormat } from '../../extension/src/commands/setFormat';
import { setReport } from '../../extension/src/commands/setReport';
import { setStoreMode } from '../../extension/src/commands/setStoreMode';
import { store } from '../../extension/src/commands/store';
import { train } from '../../extension/src/commands/train';
import { listSeries } from '../../extension/src/adapters/listSeries';
import { storeWarning } from '../../extension/src/session/storeWarning';
import type { SessionState } from '../../extension/src/state/SessionState';
import { storeFailure, storeObject } from '../../extension/src/adapters/storeObject';
import { itemOf, itemsOf, numberOf, numbersOf, textOf, type Attributes } from '../../src/dicom/Attributes';
import { readPart10 } from '../../src/dicom/readPart10';
import { readStructureSet } from '../../src/dicom/readStructureSet';
import { writeReport } from '../../src/dicom/writeReport';
import { writeSeg, type WrittenSeg } from '../../src/dicom/writeSeg';
import { makeContent, makeImage } from '../dicom/sources';
import { dciodvfy, dciodvfyReason, withDciodvfy } from '../support/dciodvfy';

import { FakeViewer } from './support/FakeViewer';
import { opened, texts, useSessions } from './support/opened';

jest.mock('../../extension/src/adapters/downloadFile', () => ({ downloadFile: jest.fn() }));
const saved = jest.mocked(downloadFile);

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

test('masks are stored as an RT Structure Set, or saved as NIfTI, if the reader wants', async () => {
  const { viewer, session } = await stored();
  const seg = viewer.stored.length;
  await setFormat(session, { format: 'rtstruct' });
  await store(session, {});
  expect(texts(session)).toEqual([expect.stringMatching(/2 series are in the archive, as RT Structure Set/)]);
  const sets = viewer.stored.slice(seg);
  expect(sets.map((set) => textOf(set, 'Modality'))).toEqual(['RTSTRUCT', 'RTSTRUCT']);
  const [roi] = readStructureSet(sets[0]);
  expect(roi).toMatchObject({ name: 'Ventricle' });

  await setFormat(session, { format: 'nifti' });
  await store(session, {});
  expect(texts(session)).toEqual([expect.stringMatching(/not NIfTI files/)]);
  expect(viewer.stored).toHaveLength(seg + 2);
  await download(session, {});
  const [[bytes, name]] = saved.mock.calls;
  expect(name).toMatch(/^few-shot-series-\d+\.nii\.gz$/);
  const labels = gunzipSync(new Uint8Array(bytes)).subarray(352);
  const packed = [viewer.stored[0].PixelData].flat()[0] as ArrayBuffer;
  const bits = [...new Uint8Array(packed)].flatMap((byte) =>
    [...byte.toString(2)].filter((bit) => bit === '1'),
  );
  expect(bits.length).toBeGreaterThan(0);
  expect(labels.filter((value) => value > 0)).toHaveLength(bits.length);
});

test('masks are stored as a label map or as probabilities, if the reader wants', async () => {
  const { viewer, session } = await stored();
  const bytesOf = (seg: Attributes) => new Uint8Array([seg.PixelData].flat()[0] as ArrayBuffer);
  await setFormat(session, { format: 'labelmap' });
  await store(session, {});
  const [labelmap] = viewer.stored.slice(2);
  expect(textOf(labelmap, 'SOPClassUID')).toBe('1.2.840.10008.5.1.4.1.1.66.7');
  const area = Number(labelmap.Rows) * Number(labelmap.Columns);
  const frames = itemsOf(labelmap, 'PerFrameFunctionalGroupsSequence');
  expect(bytesOf(labelmap)).toHaveLength(frames.length * area);
  expect(new Set(bytesOf(labelmap))).toEqual(new Set([0, 1]));

  await setFormat(session, { format: 'fractional' });
  await store(session, {});
  const [fractional] = viewer.stored.slice(4);
  expect(textOf(fractional, 'SegmentationType')).toBe('FRACTIONAL');
  // What the reader drew is certain; on the other images the model's probability counts.
  itemsOf(fractional, 'PerFrameFunctionalGroupsSequence').forEach((groups, frame) => {
    const values = new Set(bytesOf(fractional).subarray(frame * area, (frame + 1) * area));
    const label = textOf(itemOf(groups, 'FrameContentSequence'), 'FrameLabel');
    expect([label, values]).toEqual([label, new Set(label === 'drawn' ? [0, 255] : [128])]);
  });
  expect(texts(session).join()).toMatch(/cannot open probabilities.*is correct; other software/);
  // Another model knows nothing of these masks.
  session.store.setState({ model: undefined });
  await store(session, {});
  expect(texts(session).join()).toMatch(/not all of the present model/);
});

test('a report of volumes goes with the masks, if the reader wants', async () => {
  const { viewer, session, drawn } = await stored();
  setReport(session, { report: true });
  // Of masks that are in the archive already: only the reports are new.
  await store(session, {});
  const [axial, , report, other] = viewer.stored;
  expect([report, other].map((object) => textOf(object, 'Modality'))).toEqual(['SR', 'SR']);
  expect(textOf(report, 'SeriesDescription')).toBe('Few-shot: axial, volumes');
  expect(texts(session)[0]).toMatch(/nothing new was stored\..*It has 2 reports of volumes\./);
  // Pixels of 1 x 1 x 2 mm.
  const bits = new Uint8Array([axial.PixelData].flat()[0] as ArrayBuffer);
  const pixels = [...bits].flatMap((byte) => [...byte.toString(2)].filter((bit) => bit === '1')).length;
  expect(volumesOf(report)).toEqual([[axial.SOPInstanceUID, expect.closeTo((pixels * 2) / 1000, 9)]]);
  await store(session, {});
  expect(viewer.stored).toHaveLength(4);

  // The next version of the masks has the next version of the report.
  drawn[1].fill(1, 6, 8);
  await store(session, {});
  const [changed, next] = viewer.stored.slice(4);
  expect(volumesOf(next)).toEqual([[changed.SOPInstanceUID, expect.closeTo(((pixels + 2) * 2) / 1000, 9)]]);
  expect(next).toMatchObject({ SeriesInstanceUID: report.SeriesInstanceUID, InstanceNumber: 2 });
  const before = itemOf(itemOf(next, 'PredecessorDocumentsSequence'), 'ReferencedSeriesSequence');
  expect(textOf(itemOf(before, 'ReferencedSOPSequence'), 'ReferencedSOPInstanceUID')).toBe(
    report.SOPInstanceUID,
  );
  expect(viewer.stored).toHaveLength(6);

  saved.mockClear();
  await download(session, {});
  expect(saved.mock.calls.map(([, name]) => name)).toEqual([
    'few-shot-series-1.dcm',
    'few-shot-series-1-report.dcm',
    'few-shot-series-2.dcm',
    'few-shot-series-2-report.dcm',
  ]);
  // An RT Structure Set has no segments to refer to.
  await setFormat(session, { format: 'rtstruct' });
  await store(session, {});
  expect(viewer.stored.slice(6).map((object) => textOf(object, 'Modality'))).toEqual([
    'RTSTRUCT',
    'RTSTRUCT',
  ]);
});

test('masks whose volumes are unknown are stored without a report, and the panel says why', async () => {
  const { viewer, session } = await stored();
  for (const { imagePlaneModule } of viewer.metadata.values())
    Object.assign(imagePlaneModule ?? {}, { imagePositionPatient: [0, 0, 7] });
  setReport(session, { report: true });
  await store(session, {});
  expect(viewer.stored.map((object) => textOf(object, 'Modality'))).not.toContain('SR');
  expect(texts(session)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/have no report of volumes\. Several images lie at the same/),
    ]),
  );
});

/** The SOP Instance UID of the segmentation and the volume of each measurement group. */
function volumesOf(report: Attributes): unknown[] {
  const measurements = itemsOf(report, 'ContentSequence').at(-1);
  return itemsOf(measurements, 'ContentSequence').map((group) => {
    const items = itemsOf(group, 'ContentSequence');
    const reference = items.map((item) => itemOf(item, 'ReferencedSOPSequence')).find(Boolean);
    const measured = items.map((item) => itemOf(item, 'MeasuredValueSequence')).find(Boolean);
    return [textOf(reference, 'ReferencedSOPInstanceUID'), numberOf(measured, 'NumericValue')];
  });
}

describe('masks that were stored before', () => {
  /** Stores twice, in a format; between the two, the reader changes a mask of the first series. */
  async function storedTwice(format: 'seg' | 'rtstruct', mode?: 'replace' | 'separate') {
    const all = await stored();
    const { viewer, session, drawn } = all;
    await setFormat(session, { format });
    if (mode) await setStoreMode(session, { mode });
    if (format === 'rtstruct') await store(session, {});
    const before = viewer.stored.slice(-2);
    drawn[1].fill(1, 6, 8);
    await store(session, {});
    return { ...all, before, after: viewer.stored.slice(viewer.stored.indexOf(before[1]) + 1) };
  }

  test('are not stored again while they are the same', async () => {
    const { viewer, session } = await stored();
    await store(session, {});
    expect(viewer.stored).toHaveLength(2);
    expect(texts(session)).toEqual([
      expect.stringMatching(/exactly these masks already \(series 9002, version 1\): nothing new was stored/),
    ]);
    expect(session.store.getState().series.map((series) => series.stored)).toEqual(['stored', 'stored']);
  });

  test.each(['seg', 'rtstruct'] as const)('become the first version of a series (%s)', async (format) => {
    const { session, before, after } = await storedTwice(format);
    expect(after).toHaveLength(1);
    for (const keyword of ['SeriesInstanceUID', 'SeriesNumber', 'SeriesDate', 'FrameOfReferenceUID']) {
      expect([keyword, textOf(after[0], keyword)]).toEqual([keyword, textOf(before[0], keyword)]);
    }
    expect([before[0], after[0]].map((object) => numberOf(object, 'InstanceNumber'))).toEqual([1, 2]);
    const reference = format === 'seg' ? 'ReferencedImageSequence' : 'PredecessorStructureSetSequence';
    expect(textOf(itemOf(after[0], reference), 'ReferencedSOPInstanceUID')).toBe(before[0].SOPInstanceUID);
    const tracking = (object: Attributes) => textOf(itemOf(object, 'SegmentSequence'), 'TrackingUID');
    expect(tracking(after[0])).toBe(tracking(before[0]));
    const [text] = texts(session);
    expect(text).toMatch(/series 1 \(axial\): series 900\d now has version 2, and version 1 stays/);
    expect(text).toMatch(/series 2 \(coronal\): the archive has exactly these masks already/);
  });

  test('stay beside the new ones, if the reader wants', async () => {
    const { session, before, after } = await storedTwice('seg', 'separate');
    expect(textOf(after[0], 'SeriesInstanceUID')).not.toBe(textOf(before[0], 'SeriesInstanceUID'));
    expect(textOf(after[0], 'ReferencedImageSequence')).toBe('');
    expect(texts(session)[0]).toMatch(/series 9004 is new; the earlier masks stay in series 9002/);
  });

  test('are replaced only where the archive can reject them', async () => {
    const { viewer, session, before } = await storedTwice('seg', 'replace');
    expect(viewer.stored).toHaveLength(2);
    expect(texts(session)[0]).toMatch(/cannot be asked to reject/);
    const rejected: string[] = [];
    const series = async (_: string, uid: string) => {
      rejected.push(uid);
      for (const [key, file] of viewer.archive) {
        if (textOf(readPart10(file), 'SeriesInstanceUID') === uid) viewer.archive.delete(key);
      }
    };
    Object.assign(session.ohif.dataSource, { reject: { series } });
    await store(session, {});
    expect(rejected).toEqual([textOf(before[0], 'SeriesInstanceUID')]);
    expect(viewer.archive.size).toBe(2);
    expect(texts(session)[0]).toMatch(/the archive rejected the earlier masks \(series 9002\)/);
  });

  test('are unknown while the archive does not answer, so nothing is stored', async () => {
    const { viewer, session } = await stored();
    const search = async () => Promise.reject(new Error('503'));
    Object.assign(session.ohif.dataSource, { query: { series: { search } } });
    await store(session, {});
    expect(viewer.stored).toHaveLength(2);
    expect(texts(session)[0]).toMatch(/did not say which masks it holds/);
  });
});

withDciodvfy(`dciodvfy${dciodvfyReason}`, () => {
  it('has nothing to say about what the viewer stores', async () => {
    const { viewer, session, drawn } = await stored();
    setReport(session, { report: true });
    await store(session, {});
    drawn[1].fill(1, 6, 8);
    await store(session, {});
    await setFormat(session, { format: 'rtstruct' });
    await store(session, {});
    drawn[1].fill(0, 6, 8);
    await store(session, {});
    const files = [...viewer.archive.values()];
    expect(files).toHaveLength(9);
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
    jest.useFakeTimers();
    const failure = expect(storeObject(viewer.ohif, seg)).rejects.toThrow(message);
    await jest.advanceTimersByTimeAsync(10_000);
    await failure;
    jest.useRealTimers();
  });

  it('one that files it a moment later has stored', async () => {
    const viewer = new FakeViewer();
    viewer.storeDicom = async () => {
      setTimeout(() => viewer.archive.set(seg.sopInstanceUID, seg.bytes), 100);
    };
    await storeObject(viewer.ohif, seg);
  });

  it('one that keeps a report with another volume has not stored', async () => {
    const content = makeContent([1, 2].map((z) => makeImage(z, { origin: [0, 0, z] })));
    const makeUid = (purpose: string) => `1.2.${purpose.length}`;
    const reportOn = (labelmap?: Uint8Array) => {
      const images = content.images.map((image) => ({ ...image, labelmap: labelmap ?? image.labelmap }));
      return writeReport({ ...content, images, makeUid }, readPart10(seg.bytes));
    };
    const viewer = new FakeViewer();
    const report = reportOn();
    viewer.storeDicom = async () => {
      viewer.archive.set(report.sopInstanceUID, reportOn(new Uint8Array(30)).bytes);
    };
    await expect(storeObject(viewer.ohif, report)).rejects.toThrow(/the report .* says something else/);
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
  [401, /sign-in.*Sign in again/],
  [403, /not allowed to store/],
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
  jest.useFakeTimers();
  const failure = expect(storeObject(viewer.ohif, seg)).rejects.toThrow(message);
  await jest.advanceTimersByTimeAsync(10_000);
  await failure;
  jest.useRealTimers();
  expect(storeFailure({ request: { status } })).toMatch(/masks are kept.*Download/);
});

test('each stored frame lies where the image that it refers to lies, however the series is sorted', async () => {
  const all = opened();
  useRealHeaders(all.viewer);
  // Uneven distances, and descending positions: OHIF leaves such a series in the order of its numbers.
  const heights = [40, 31, 29, 12, 11, 3];
  const placed = new Map<string, number>();
  all.axial.forEach((imageId, i) => {
    const { instance, imagePlaneModule } = all.viewer.metadata.get(imageId) ?? {};
    Object.assign(imagePlaneModule ?? {}, { imagePositionPatient: [-7, 5, heights[i]] });
    placed.set((instance as { SOPInstanceUID: string }).SOPInstanceUID, heights[i]);
  });
  await train(all.session, {});
  await store(all.session, {});
  const frames = itemsOf(all.viewer.stored[0], 'PerFrameFunctionalGroupsSequence').map((groups) => {
    const source = itemOf(itemOf(groups, 'DerivationImageSequence'), 'SourceImageSequence');
    const position = numbersOf(itemOf(groups, 'PlanePositionSequence'), 'ImagePositionPatient');
    return [placed.get(textOf(source, 'ReferencedSOPInstanceUID')), position];
  });
  expect(frames).toHaveLength(heights.length);
  for (const [height, position] of frames) expect(position).toEqual([-7, 5, height]);
});

test('a low Dice warns before masks are stored', () => {
  const series = [{ enabled: true, predicted: 3 }] as SessionState['series'];
  const modelOf = (validationDice: number, validatedOn = 'held-out') =>
    ({ summary: { validationDice, validatedOn } }) as SessionState['model'];
  expect(storeWarning({ model: modelOf(0.1), series })).toMatch(/^Validation Dice 0\.10: .*Check every mask/);
  expect(storeWarning({ model: modelOf(0.1, 'same'), series })).toMatch(/^Training Dice/);
  expect(storeWarning({ model: modelOf(0.8), series })).toBe('');
  expect(storeWarning({ model: modelOf(0.1), series: [] })).toBe('');
  expect(storeWarning({ model: undefined, series })).toBe('');
});

test('nobody draws on a series that cannot be used', async () => {
  const { viewer, session } = opened();
  const draws = async () => {
    await draw(session, {});
    return texts(session);
  };
  Object.assign(viewer.displaySets[0], { isDynamicVolume: true });
  session.store.setState({ series: listSeries(viewer.displaySets) });
  expect(await draws()).toEqual([
    expect.stringMatching(/Masks on series 1 \(axial\) cannot be used.*time series/),
  ]);
  Object.assign(viewer.displaySets[0], { Modality: 'SR' });
  expect(await draws()).toEqual([expect.stringMatching(/no image series \(SR\)/)]);
});

test('a SEG that the viewer could not open again is not stored', async () => {
  const viewer = new FakeViewer();
  const flat = writeSeg(makeContent([makeImage(1)]));
  await expect(storeObject(viewer.ohif, flat)).rejects.toThrow(/cannot open.*use Download/);
  expect(viewer.stored).toEqual([]);
});

test('a data source that cannot store says so', async () => {
  const { ohif } = new FakeViewer();
  const readOnly = { ...ohif, dataSource: { ...ohif.dataSource, store: undefined } } as typeof ohif;
  await expect(storeObject(readOnly, seg)).rejects.toThrow(/cannot store/);
});
