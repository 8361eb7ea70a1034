import { renameSegment } from '../../extension/src/commands/renameSegment';
import { refine } from '../../extension/src/commands/refine';
import { setSegmentColour } from '../../extension/src/commands/setSegmentColour';
import { store } from '../../extension/src/commands/store';
import { predict } from '../../extension/src/commands/predict';
import { train } from '../../extension/src/commands/train';
import { CODED_NAMES } from '../../src/data/codedNames';
import { itemOf } from '../../src/dicom/Attributes';
import { readModel } from '../../src/storage/modelFile';
import { opened, useSessions } from './support/opened';

useSessions();

const LIVER = {
  category: { value: '91723000', scheme: 'SCT', meaning: 'Anatomical Structure' },
  type: { value: '10200004', scheme: 'SCT', meaning: 'Liver' },
};

async function trained() {
  const all = opened();
  for (const { instance } of all.viewer.metadata.values()) {
    Object.assign(instance, { StudyInstanceUID: '1.2.6', SeriesInstanceUID: '1.2.4.1' });
  }
  await train(all.session, {});
  const results = all.session.predicted.segmentationIdOf('series-axial') ?? '';
  return { ...all, results };
}

/** The labels of segment 1 in all segmentations of the viewer. */
const labels = ({ viewer }: ReturnType<typeof opened>) =>
  [...viewer.segmentations.values()].map(({ segments }) => segments[1].label);

test('a segment gets a coded name everywhere: list, labelmaps, results, model and stored object', async () => {
  const all = await trained();
  const { session, viewer, drawn } = all;
  const masks = () => session.review.state.records;
  const before = masks();
  const learnt = session.store.getState().model;
  await renameSegment(session, { segment: 1, name: ' liver ' });
  expect(session.store.getState().segments).toMatchObject([{ index: 1, name: 'liver', ...LIVER }]);
  expect(labels(all)).toEqual(['liver', 'liver', 'liver']);
  expect(masks()).toEqual(before);

  // The model, as a file too, still knows the structure, and so do later strokes.
  const { model } = session.store.getState();
  expect(model?.summary).toMatchObject({ name: 'liver', segments: [{ name: 'liver', ...LIVER }] });
  expect(readModel(model?.bytes as ArrayBuffer).description.segments).toMatchObject([{ name: 'liver' }]);
  // By its id the engine still holds it, and knows the generator that belongs to it.
  expect(model?.summary.id).toBe(learnt?.summary.id);
  await setSegmentColour(session, { segment: 1, colour: [10, 20, 30] });
  drawn[2].fill(1, 0, 5);
  await session.scanner.scan();
  await refine(session, {});
  await predict(session, {});
  expect(session.review.state.segments.map(({ name }) => name)).toEqual(['liver']);
  expect(session.store.getState().messages.filter(({ kind }) => kind === 'error')).toEqual([]);

  await store(session, {});
  const segment = itemOf(viewer.stored[0], 'SegmentSequence');
  expect(segment).toMatchObject({ SegmentLabel: 'liver' });
  expect(itemOf(segment, 'SegmentedPropertyTypeCodeSequence')).toMatchObject({ CodeValue: '10200004' });
  const [lightness] = segment?.RecommendedDisplayCIELabValue as number[];
  expect(lightness).toBeLessThan(65535 * 0.1);
});

test('a name that the reader changes in the viewer’s list is taken over, also that of the results', async () => {
  const all = await trained();
  const { session, viewer, results } = all;
  const rename = (id: string, label: string) => {
    Object.assign(viewer.segmentations.get(id)?.segments[1] ?? {}, { label });
    return session.scanner.scan();
  };
  await rename('drawn', 'Kidney');
  expect(labels(all)).toEqual(['Kidney', 'Kidney', 'Kidney']);
  expect(session.review.state.segments).toMatchObject([{ name: 'Kidney', type: { value: '64033007' } }]);
  await rename(results, 'left kidney');
  expect(labels(all)).toEqual(['left kidney', 'left kidney', 'left kidney']);
  // A text of the reader's own has no code, and loses that of the name before.
  expect(session.review.state.segments).toEqual([{ index: 1, name: 'left kidney' }]);
});

test('a new name in one of two drawn labelmaps is a new structure', async () => {
  const { session, viewer } = opened();
  const [other] = viewer.addSegmentation('other', viewer.displaySets[1].imageIds ?? [], {
    1: { label: 'Ventricle' },
  });
  other.fill(1, 0, 4);
  await session.scanner.scan();
  Object.assign(viewer.segmentations.get('other')?.segments[1] ?? {}, { label: 'Cyst' });
  await session.scanner.scan();
  expect(session.store.getState().segments.map(({ name }) => name)).toEqual(['Ventricle', 'Cyst']);
  await expect(renameSegment(session, { segment: 2, name: 'ventricle' })).rejects.toThrow(/already/);
});

test('a name changed while a model predicts is taken over when the prediction has ended', async () => {
  const all = await trained();
  const { session, engine, viewer } = all;
  engine.onPredict = () => {
    Object.assign(viewer.segmentations.get('drawn')?.segments[1] ?? {}, { label: 'Spleen' });
  };
  const run = predict(session, {});
  await expect(renameSegment(session, { segment: 1, name: 'Liver' })).rejects.toThrow(/has ended/);
  await run;
  await session.scanner.scan();
  expect(labels(all)).toEqual(['Spleen', 'Spleen', 'Spleen']);
  expect(session.review.state.segments).toHaveLength(1);
});

test('a type from an opened SEG does not outlive the name', async () => {
  const { session, viewer, drawn } = opened();
  const cyst = { CodeValue: '367643001', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Cyst' };
  const item = { SegmentNumber: 1, SegmentLabel: 'Ventricle', SegmentedPropertyTypeCodeSequence: [cyst] };
  viewer.displaySets.push({
    ...viewer.displaySets[0],
    displaySetInstanceUID: 'drawn',
    SeriesInstanceUID: '1.2.4.9',
    Modality: 'SEG',
    isOverlayDisplaySet: true,
    instance: { SOPInstanceUID: '1.2.9', SegmentSequence: [item] } as object as { SOPInstanceUID: string },
  });
  await session.scanner.scan();
  expect(session.review.state.segments).toMatchObject([{ type: { value: '367643001' } }]);
  await renameSegment(session, { segment: 1, name: 'Liver' });
  drawn[2].fill(1, 0, 3);
  await session.scanner.scan();
  expect(session.review.state.segments).toEqual([{ index: 1, name: 'Liver', ...LIVER }]);
});

test('coded names are unique, also in their codes', () => {
  const types = CODED_NAMES.map(({ type }) => type);
  expect(types.every(({ scheme, value }) => scheme === 'SCT' && /^\d{6,9}$/.test(value))).toBe(true);
  for (const texts of [types.map(({ value }) => value), types.map(({ meaning }) => meaning.toLowerCase())]) {
    expect(new Set(texts).size).toBe(texts.length);
  }
});
