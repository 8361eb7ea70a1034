import { collectMasks, type MaskLayer } from '../../extension/src/adapters/collectMasks';
import { PackCache } from '../../extension/src/adapters/PackCache';
import { listSeries } from '../../extension/src/adapters/listSeries';
import { PredictedMasks } from '../../extension/src/adapters/PredictedMasks';
import type { SegmentInfo } from '../../extension/src/state/SessionState';
import { countPixels } from '../../src/review/countPixels';
import { packMask } from '../../src/review/packMask';
import { ReviewStore } from '../../src/review/ReviewStore';
import { unpackMask } from '../../src/review/unpackMask';
import { FakeViewer } from './support/FakeViewer';

const ventricle: SegmentInfo = { index: 1, name: 'Ventricle', colour: [10, 20, 30] };
const choroid: SegmentInfo = { index: 2, name: 'Choroid', colour: [0, 0, 0] };
const layersOf = (viewer: FakeViewer): MaskLayer[] =>
  [...viewer.segmentations.values()].map((segmentation) => ({
    segmentation,
    sourceOf: () => ({ origin: 'drawn', status: 'accepted' }),
  }));

describe('collectMasks', () => {
  test('joins segmentations: same names become one segment, and empty images are left out', async () => {
    const viewer = new FakeViewer();
    const imageIds = viewer.addSeries('T1', 3);
    const first = viewer.addSegmentation('first', imageIds, {
      1: { label: 'Ventricle' },
      2: { label: 'Choroid' },
    });
    const second = viewer.addSegmentation('second', imageIds, { 1: { label: 'choroid' } });
    first[0].set([1, 1, 2]);
    second[0].set([0, 1, 1, 1]);
    second[2].set([1]);
    const { masks, segments } = await collectMasks(viewer.index, layersOf(viewer), [], new PackCache());
    const keys = [imageIds[0], imageIds[2]].map((id) => viewer.keyOf(id));
    expect([...masks.keys()]).toEqual(keys);
    const image = masks.get(keys[0]);
    if (!image) throw new Error('no mask');
    expect([...unpackMask(image.mask).slice(0, 5)]).toEqual([1, 1, 2, 2, 0]);
    expect(image.seriesId).toBe('series-T1');
    expect(countPixels(image.mask)).toEqual([
      { index: 1, pixels: 2 },
      { index: 2, pixels: 2 },
    ]);
    expect(segments.map(({ name }) => name)).toEqual(['Ventricle', 'Choroid']);
    expect([...first[0].slice(0, 4)]).toEqual([1, 1, 2, 0]);
  });
});

describe('PredictedMasks', () => {
  async function prepared() {
    const viewer = new FakeViewer();
    const imageIds = viewer.addSeries('T1', 3);
    const keys = imageIds.map((id) => viewer.keyOf(id));
    viewer.showSeries('viewport', 'T1');
    const drawn = viewer.addSegmentation('drawn', imageIds);
    await viewer.ohif.services.segmentationService.addSegmentationRepresentation('viewport', {
      segmentationId: 'drawn',
    });
    const review = new ReviewStore();
    review.dispatch({ type: 'segmentsAdded', segments: [ventricle, choroid] });
    const predicted = new PredictedMasks(viewer.index, review);
    const [series] = listSeries(viewer.displaySets);
    const prepare = (...segments: SegmentInfo[]) => predicted.prepare(series, 'Few-shot: T1', segments);
    await prepare(ventricle);
    let round = 0;
    /** Predicts the same mask on some images and writes it. */
    const predict = (mask: Uint8Array, on = keys) => {
      const masks = on.map((key) => ({
        key,
        seriesId: series.seriesId,
        mask: packMask(mask, 4, 4),
        confidence: null,
      }));
      review.dispatch({ type: 'predicted', modelId: null, round: ++round, masks });
      return predicted.render(series.id, new Set(on));
    };
    const slices = () => {
      const id = predicted.segmentationIdOf(series.id);
      return imageIds.map(
        (image) => viewer.images.get(`${id}:${image}`)?.voxelManager.getScalarData() as Uint8Array,
      );
    };
    const mask = new Uint8Array(16).fill(1, 0, 5);
    return { viewer, keys, drawn, review, predicted, series, prepare, predict, slices, mask };
  }

  test('writes into a segmentation of its own and never into a drawn one', async () => {
    const { viewer, keys, drawn, predicted, series, predict, mask } = await prepared();
    expect(await predict(mask, [keys[1]])).toEqual([keys[1]]);
    expect(predicted.read(series.id).get(keys[1])).toEqual(mask);
    expect(drawn.every((slice) => slice.every((value) => value === 0))).toBe(true);
    const [own] = [...viewer.segmentations.keys()].filter((id) => predicted.owns(id));
    expect(viewer.segmentations.get(own)?.segments[1]).toMatchObject({
      label: 'Ventricle',
      algorithmType: 'SEMIAUTOMATIC',
      algorithmName: expect.stringMatching(/^Few-Shot Segment/),
    });
  });

  test('an image that the reader changed is a correction, and not written again until the change is undone', async () => {
    const { keys, review, predicted, predict, slices, mask } = await prepared();
    await predict(mask);
    await predicted.absorbStrokes();
    expect(predicted.corrections.size).toBe(0);
    const slice = slices()[1];
    slice[9] = 1;
    await predicted.absorbStrokes();
    expect([...predicted.corrections]).toEqual([keys[1]]);
    expect(review.state.records[keys[1]]).toMatchObject({ status: 'corrected', locked: true });
    expect(await predict(new Uint8Array(16))).toEqual([keys[0], keys[2]]);
    expect(slice[9]).toBe(1);
    slice[9] = 0;
    await predicted.absorbStrokes();
    expect(predicted.corrections.size).toBe(0);
    expect(review.state.records[keys[1]]).toMatchObject({ status: 'proposed', round: 2 });
  });

  test('a stroke that nobody has looked at yet is not overwritten, but goes into the review', async () => {
    const { keys, review, predict, slices, mask } = await prepared();
    slices()[0][3] = 1;
    expect(await predict(mask)).toEqual(keys.slice(1));
    const { status, mask: kept } = review.state.records[keys[0]];
    expect([status, unpackMask(kept)[3], slices()[0][3]]).toEqual(['corrected', 1, 1]);
  });

  test('a segment that the reader adds to the results becomes one of the study', async () => {
    const { viewer, keys, review, predicted, series, prepare, predict, slices, mask } = await prepared();
    await predict(mask);
    const own = viewer.segmentations.get(predicted.segmentationIdOf(series.id) as string);
    if (!own) throw new Error('no segmentation');
    // The viewer assigns the next value of this segmentation, which the study already uses for another one.
    own.segments[2] = { segmentIndex: 2, label: 'Cyst' };
    slices()[0][15] = 2;
    await predicted.absorbStrokes();
    expect(review.state.segments.map(({ name }) => name)).toEqual(['Ventricle', 'Choroid', 'Cyst']);
    expect(unpackMask(review.state.records[keys[0]].mask)[15]).toBe(3);
    // It is kept when the results are recreated for other segments that do not include it.
    await prepare(ventricle, choroid);
    expect(slices()[0][15]).toBe(3);
  });

  test('shows its masks in the study’s colours, and makes them active with the segment that the reader draws', async () => {
    const { viewer, predicted, series, prepare } = await prepared();
    await prepare(ventricle, choroid);
    const service = viewer.ohif.services.segmentationService;
    service.addSegment('drawn', { segmentIndex: 5, label: 'choroid' });
    await predicted.show();
    await predicted.show();
    const own = predicted.segmentationIdOf(series.id) as string;
    expect(viewer.representations.filter(({ segmentationId }) => segmentationId === own)).toHaveLength(1);
    expect(viewer.colours.get(`viewport ${own} 1`)).toEqual([10, 20, 30, 255]);
    expect(service.getActiveSegmentation('viewport')?.segmentationId).toBe(own);
    expect(service.getActiveSegment('viewport')).toMatchObject({ segmentIndex: 2, label: 'Choroid' });
    // The reader may choose another one, until the next prediction.
    service.setActiveSegmentation('viewport', 'drawn');
    await predicted.show();
    expect(service.getActiveSegmentation('viewport')?.segmentationId).toBe('drawn');
    await predicted.show(series.id);
    expect(service.getActiveSegmentation('viewport')?.segmentationId).toBe(own);
  });

  test('keeps its segmentation for the same segments, and makes a new one for others', async () => {
    const { keys, predicted, series, prepare, predict, mask } = await prepared();
    await predict(mask, [keys[0]]);
    await prepare(ventricle);
    expect(predicted.read(series.id).get(keys[0])?.[0]).toBe(1);
    await prepare(ventricle, choroid);
    expect(predicted.read(series.id).get(keys[0])?.[0]).toBe(0);
  });

  test('carries corrections over to a segmentation of other segments, those that erased everything too', async () => {
    const { keys, predicted, prepare, predict, slices, mask } = await prepared();
    await predict(mask);
    slices()[0][9] = 1;
    slices()[1].fill(0);
    await prepare(ventricle, choroid);
    const corrected = mask.slice();
    corrected[9] = 1;
    expect(slices()).toEqual([corrected, new Uint8Array(16), new Uint8Array(16)]);
    const other = new Uint8Array(16).fill(2, 3, 7);
    expect(await predict(other)).toEqual([keys[2]]);
    expect(slices()).toEqual([corrected, new Uint8Array(16), other]);
    expect([...predicted.corrections]).toEqual(keys.slice(0, 2));
  });

  test('corrections in a segmentation that the reader deletes are gone with it', async () => {
    const { keys, review, predicted, series, predict, slices, mask } = await prepared();
    await predict(mask);
    slices()[0][9] = 1;
    await predicted.absorbStrokes();
    predicted.forget(predicted.segmentationIdOf(series.id) as string);
    expect(review.state.records[keys[0]]).toMatchObject({ status: 'proposed' });
    expect(predicted.seriesIds).toEqual([]);
  });
});
