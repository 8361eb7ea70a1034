import { reviewMasks } from '../../extension/src/commands/reviewMasks';
import { useMasks } from '../../extension/src/commands/useMasks';
import { followReviewLink } from '../../extension/src/session/followReviewLink';
import { readSegImages } from '../../extension/src/adapters/readSegImages';
import type { OhifInstance } from '../../extension/src/ohif/types';
import { trainingBlockers } from '../../extension/src/session/trainingBlockers';
import type { Session } from '../../extension/src/session/Session';
import { unpackMask } from '../../src/review/unpackMask';
import { itemsOf, textOf, type Attributes } from '../../src/dicom/Attributes';
import type { SegSegment } from '../../src/dicom/SegContent';
import { parsePart10 } from '../../src/dicom/parsePart10';
import { readPart10 } from '../../src/dicom/readPart10';
import { writePart10 } from '../../src/dicom/writePart10';
import { writeSeg } from '../../src/dicom/writeSeg';
import { writeStructureSet } from '../../src/dicom/writeStructureSet';
import { makeContent } from '../dicom/sources';
import type { EngineClient } from '../../src/worker/EngineClient';
import { FakeEngine } from './support/FakeEngine';
import { FakeViewer } from './support/FakeViewer';
import { openSession, texts, useSessions } from './support/opened';

useSessions();

/** A ring and, below it, a bar: 25 pixels, so that frames of bits begin within bytes. */
const MASK = Uint8Array.from('22200' + '20200' + '22200' + '00000' + '01111', Number);
const SEGMENTS: SegSegment[] = [
  { index: 1, name: 'Bar', colour: [200, 10, 30] },
  {
    index: 2,
    name: 'Ring',
    colour: [10, 200, 30],
    category: { value: '123037004', scheme: 'SCT', meaning: 'Anatomical Structure' },
    type: { value: '66720007', scheme: 'SCT', meaning: 'Lateral Ventricle' },
  },
];
/** The images that the object marks; the reader has drawn on the one in the middle. */
const MARKED = [0, 1, 3];

/** A series of six images with proper UIDs, which files need; the second image is drawn on. */
function openSeries() {
  const viewer = new FakeViewer();
  const [series, space] = ['1.2.7', '1.2.8'];
  const axial = viewer.addSeries(series, 6, { rows: 5, columns: 5 });
  const [displaySet] = viewer.displaySets;
  Object.assign(displaySet, { SeriesInstanceUID: series, SeriesDescription: 'axial' });
  displaySet.instances?.forEach((instance) => (instance.FrameOfReferenceUID = space));
  viewer.metadata.forEach(({ instance, imagePlaneModule = {} }) => {
    Object.assign(instance, { SeriesInstanceUID: series });
    Object.assign(imagePlaneModule, { frameOfReferenceUID: space });
  });
  const keys = axial.map((imageId) => viewer.keyOf(imageId));
  const drawn = viewer.addSegmentation('drawn', axial, { 1: { label: 'Ventricle' } });
  drawn[1].fill(1, 0, 6);
  viewer.showSeries('viewport', series);
  const session = openSession(viewer, new FakeEngine() as unknown as EngineClient);
  return { viewer, axial, keys, drawn, session };
}

/** A study in which other software has stored masks; lists and archives the object. */
function studyWith(write: (content: ReturnType<typeof makeContent>) => ArrayBuffer) {
  const study = openSeries();
  const { images } = readSegImages(study.viewer.index, study.keys, (key) =>
    MARKED.includes(study.keys.indexOf(key)) ? { labelmap: MASK } : {},
  );
  const content = makeContent(images, {
    source: { StudyInstanceUID: '1.2.6', PatientID: 'P' },
    segments: SEGMENTS,
    series: { number: 7, description: 'Plan' },
  });
  const bytes = write(content);
  const instance = readPart10(bytes);
  const id = textOf(instance, 'SOPInstanceUID');
  study.viewer.archive.set(id, bytes);
  study.viewer.displaySets.push({
    displaySetInstanceUID: 'masks',
    StudyInstanceUID: 'study',
    SeriesInstanceUID: textOf(instance, 'SeriesInstanceUID'),
    SeriesDescription: 'Plan',
    Modality: textOf(instance, 'Modality'),
    isOverlayDisplaySet: true,
    instance: instance as unknown as OhifInstance,
  });
  return { ...study, id };
}

/** The slices of the only imported labelmap as text, by image. */
function imported(viewer: FakeViewer, axial: readonly string[]) {
  const [segmentation] = [...viewer.segmentations.values()].filter(({ label }) => label === 'Plan');
  const slices = axial.map((image) =>
    [
      ...(viewer.images.get(`${segmentation.segmentationId}:${image}`)?.voxelManager.getScalarData() ?? []),
    ].join(''),
  );
  return { segmentation, slices };
}

/** A label map with RLE frames, as OHIF stores it. */
function compressed(bytes: ArrayBuffer): ArrayBuffer {
  const file = parsePart10(bytes);
  const [pixels] = file.dict['7FE00010'].Value as ArrayBuffer[];
  const count = Math.floor(pixels.byteLength / 25);
  const frames = Array.from({ length: count }, (_, i) => new Uint8Array(pixels, 25 * i, 25));
  file.meta['00020010'].Value = ['1.2.840.10008.1.2.5'];
  file.dict['7FE00010'] = { vr: 'OB', Value: frames.map(encodeRle) };
  return file.write({ fragmentMultiframe: false });
}

/** One segment of literal runs. */
function encodeRle(frame: Uint8Array): ArrayBuffer {
  const encoded = new Uint8Array(64 + 2 + frame.length);
  new Uint32Array(encoded.buffer, 0, 2).set([1, 64]);
  encoded[64] = frame.length - 1;
  encoded.set(frame, 65);
  return encoded.buffer;
}

const KINDS: Record<string, (content: ReturnType<typeof makeContent>) => ArrayBuffer> = {
  'RT Structure Set, 2 regions': (content) => writeStructureSet(content).bytes,
  'DICOM SEG, 2 segments': (content) => writeSeg(content).bytes,
  'DICOM SEG, probabilities, 2 segments': (content) => writeSeg(content, 'fractional').bytes,
  'DICOM SEG, label map, 2 segments': (content) => compressed(writeSeg(content, 'labelmap').bytes),
};

test.each(Object.keys(KINDS))('%s: its masks become examples, and drawn ones stay', async (kind) => {
  const { viewer, axial, drawn, session, id } = studyWith(KINDS[kind]);
  const before = drawn.map((slice) => slice.join(''));
  await session.scanner.scan();
  expect(session.store.getState().studyMasks).toEqual([
    { id, name: 'Plan', detail: `${kind}, series 1`, stage: 'listed', hasProposals: false },
  ]);

  await useMasks(session, { id });
  const { segmentation, slices } = imported(viewer, axial);
  const values = Object.entries(segmentation.segments).map(([value, { label }]) => [label, value] as const);
  const [bar, ring] = ['Bar', 'Ring'].map((name) => new Map(values).get(name) ?? '?');
  const wanted = [...MASK].map((value) => ['0', bar, ring][value]).join('');
  const empty = '0'.repeat(25);
  expect(slices).toEqual([wanted, empty, empty, wanted, empty, empty]);
  expect(drawn.map((slice) => slice.join(''))).toEqual(before);
  expect(viewer.colours.get(`viewport ${segmentation.segmentationId} ${bar}`)).toEqual([200, 10, 30, 255]);

  const { examples, segments, studyMasks } = session.store.getState();
  expect(examples.map(({ imageNumber, kind: drawnBy }) => `${imageNumber} ${drawnBy}`)).toEqual(
    ['1', '2', '4'].map((number) => `${number} drawn`),
  );
  expect(trainingBlockers(examples, segments)).toEqual([]);
  expect(segments.map(({ name }) => name).sort()).toEqual(['Bar', 'Ring', 'Ventricle']);
  const { category, type } = SEGMENTS[1];
  expect(segments.find(({ name }) => name === 'Ring')).toMatchObject({ category, type });
  expect(studyMasks[0].stage).toBe('used');
  expect(texts(session)).toEqual([
    'The masks of “Plan” are examples now, on 2 images of series 1 (axial). ' +
      'Left as before, because they have a mask: image 2 of series 1 (axial).',
  ]);

  await useMasks(session, { id });
  expect(texts(session)).toEqual([
    expect.stringMatching(/^Nothing of “Plan” was used\. Left as before, .* 1, 2, 4/),
  ]);
});

test('undo takes a take-over back in one step, and redo repeats it', async () => {
  const { viewer, axial, keys, session, id } = studyWith(KINDS['DICOM SEG, 2 segments']);
  await session.scanner.scan();
  // Proposals that give way: the mask of a run on the first image, and a rejected one on the last marked.
  const proposed = { rows: 5, columns: 5, runs: [0, 20, 1, 5] };
  const masks = [0, 3].map((i) => ({ key: keys[i], seriesId: '1.2.7', mask: proposed, confidence: 0.5 }));
  session.review.dispatch({ type: 'predicted', modelId: 'model', round: 1, masks });
  session.review.dispatch({ type: 'statusSet', keys: [keys[3]], status: 'rejected' });
  const state = async () => {
    await session.scanner.scan();
    const { examples, segments, studyMasks } = session.store.getState();
    const labelmaps = [...viewer.segmentations.values()].map(({ segmentationId, label }) => [
      label,
      axial.map((image) => [
        ...(viewer.images.get(`${segmentationId}:${image}`)?.voxelManager.getScalarData() ?? []),
      ]),
    ]);
    return { records: session.review.state.records, labelmaps, examples, segments, studyMasks };
  };
  const before = await state();
  const steps = viewer.history.length;
  await useMasks(session, { id });
  const after = await state();
  expect(viewer.history.length).toBe(steps + 1);
  expect(after.labelmaps).toHaveLength(2);
  expect(after.studyMasks[0].stage).toBe('used');

  // A stroke on the new labelmap, as the viewer's brush makes it.
  const { segmentation } = imported(viewer, axial);
  const slice = viewer.images.get(`${segmentation.segmentationId}:${axial[5]}`)?.voxelManager.getScalarData();
  const stroke = (isUndo?: boolean) => slice?.fill(isUndo ? 0 : 1, 3, 7);
  stroke();
  viewer.history.push({ restoreMemo: stroke });
  const painted = await state();

  viewer.history.undo();
  expect(await state()).toEqual(after);
  viewer.history.undo();
  expect(session.review.state.records).toEqual(before.records);
  expect(texts(session)).toEqual([]);
  expect(await state()).toEqual(before);
  viewer.history.redo();
  expect(session.review.state.records).toEqual(after.records);
  expect(await state()).toEqual(after);
  viewer.history.redo();
  expect(await state()).toEqual(painted);
  // Faster than anything is scanned; then the masks can be used anew.
  viewer.history.undo();
  viewer.history.undo();
  expect(await state()).toEqual(before);
  await useMasks(session, { id });
  expect((await state()).records).toEqual(after.records);
});

test('a DICOM SEG of every third image marks these images only', async () => {
  const { session, id } = studyWith((content) => {
    const images = content.images.filter((_, i) => i % 3 === 0);
    return writeSeg({ ...content, images: images.map((image) => ({ ...image, labelmap: MASK })) }).bytes;
  });
  await session.scanner.scan();
  await useMasks(session, { id });
  const { examples } = session.store.getState();
  // The reader has drawn on image 2.
  expect(examples.map(({ imageNumber }) => imageNumber)).toEqual(['1', '2', '4']);
});

/** An RT structure set of which something is changed. */
function changed(change: (set: Attributes) => void) {
  return studyWith((content) => {
    const set = readPart10(writeStructureSet(content).bytes);
    change(set);
    return writePart10(set);
  });
}

const contoursIn = (set: Attributes) =>
  itemsOf(set, 'ROIContourSequence').flatMap((roi) => itemsOf(roi, 'ContourSequence'));

const REFUSED: Record<string, [(set: Attributes) => void, RegExp]> = {
  'drawn elsewhere': [
    (set) => {
      for (const roi of itemsOf(set, 'StructureSetROISequence')) roi.ReferencedFrameOfReferenceUID = '9.9';
      for (const contour of contoursIn(set)) delete contour.ContourImageSequence;
    },
    /^“Plan” \(RT Structure Set\): its region "Bar" was drawn on other images .*\. Use it in the study/,
  ],
  'across the images': [
    (set) => {
      const [contour] = contoursIn(set);
      contour.ContourData = [0, 0, 0, 3, 0, 4, 3, 3, 8];
      contour.NumberOfContourPoints = 3;
    },
    /contours of its region "Bar" run across the images\. Draw them on the images in the program/,
  ],
  'without contours': [(set) => delete set.ROIContourSequence, /has no closed contour\. Export it with/],
};

test.each(Object.keys(REFUSED))('a structure set %s is refused by name', async (name) => {
  const [change, message] = REFUSED[name];
  const { viewer, session, id } = changed(change);
  await expect(useMasks(session, { id })).rejects.toThrow(message);
  expectNothingUsed(session);
  expect(viewer.segmentations.size).toBe(1);
});

test('an archive that does not hand the object out is named', async () => {
  const { viewer, session, id } = changed(() => undefined);
  viewer.archive.delete(id);
  await expect(useMasks(session, { id })).rejects.toThrow('“Plan” did not arrive: the archive answered 404.');
  expectNothingUsed(session);
});

function expectNothingUsed({ store }: Session): void {
  const { examples, segments, studyMasks } = store.getState();
  expect(examples).toHaveLength(1);
  expect(segments.map(({ name }) => name)).toEqual(['Ventricle']);
  expect(studyMasks[0].stage).toBe('listed');
}

/** A result that this program stored: the first mask is accepted, the others are proposals. */
function studyWithResult() {
  return studyWith((content) => {
    const images = content.images.map((image, i) => ({
      ...image,
      origin: i === 0 ? ('accepted' as const) : ('predicted' as const),
    }));
    const equipment = { manufacturer: 'F', model: 'Few-Shot Segment', version: '1' };
    return writeSeg({ ...content, images, equipment }).bytes;
  });
}

test('a stored result comes back as proposals, and what was judged in it or here stays so', async () => {
  const { viewer, keys, drawn, session, id } = studyWithResult();
  const before = drawn.map((slice) => slice.join(''));
  await session.scanner.scan();
  expect(session.store.getState().studyMasks).toMatchObject([{ id, stage: 'listed', hasProposals: true }]);

  await reviewMasks(session, { id });
  const { records, segments } = session.review.state;
  const statuses = keys.map((key) => `${records[key].origin} ${records[key].status}`);
  expect(statuses).toEqual([
    'predicted accepted',
    'drawn accepted',
    ...Array<string>(4).fill('predicted proposed'),
  ]);
  expect(records[keys[3]]).toMatchObject({ modelId: 'model-1', round: 1, confidence: null });
  const values = ['Bar', 'Ring'].map((name) => segments.find((segment) => segment.name === name)?.index);
  const wanted = [...MASK].map((value) => [0, ...values][value]).join('');
  expect([0, 3, 4].map((i) => [...unpackMask(records[keys[i]].mask)].join(''))).toEqual([
    wanted,
    wanted,
    '0'.repeat(25),
  ]);
  const [{ id: axial }] = session.store.getState().series;
  expect([...(session.predicted.read(axial).get(keys[3]) ?? [])].join('')).toBe(wanted);
  expect(drawn.map((slice) => slice.join(''))).toEqual(before);
  expect(session.store.getState()).toMatchObject({
    prediction: { round: 1, running: false },
    studyMasks: [{ stage: 'used' }],
  });

  viewer.history.undo();
  viewer.history.undo();
  await session.scanner.scan();
  expect(Object.keys(session.review.state.records)).toEqual([keys[1]]);
  expect(session.store.getState().studyMasks).toMatchObject([{ stage: 'listed' }]);
});

test('the address names a stored result to review', async () => {
  const { keys, session, id } = studyWithResult();
  session.options.review = id;
  followReviewLink(session);
  await new Promise<void>((resolve) => {
    session.store.subscribe(({ studyMasks }) => studyMasks[0]?.stage === 'used' && resolve());
    void session.scanner.scan();
  });
  expect(session.review.state.records[keys[3]].status).toBe('proposed');
});
