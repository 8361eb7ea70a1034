import { collectMasks } from '../../extension/src/adapters/collectMasks';
import { PredictedMasks } from '../../extension/src/adapters/PredictedMasks';
import { SegmentTable } from '../../extension/src/state/SegmentTable';
import type { SegmentInfo } from '../../extension/src/state/SessionState';
import { FakeViewer } from './support/FakeViewer';

const ventricle: SegmentInfo[] = [{ index: 1, name: 'Ventricle', colour: [10, 20, 30] }];
const layersOf = (viewer: FakeViewer) =>
  [...viewer.segmentations.values()].map((segmentation) => ({ segmentation }));

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
    const { masks, segments } = await collectMasks(viewer.ohif, layersOf(viewer), new SegmentTable());
    expect([...masks.keys()]).toEqual([imageIds[0], imageIds[2]]);
    expect([...(masks.get(imageIds[0])?.labelmap.slice(0, 5) ?? [])]).toEqual([1, 1, 2, 2, 0]);
    expect(masks.get(imageIds[0])?.segments).toEqual([
      { index: 1, pixels: 2 },
      { index: 2, pixels: 2 },
    ]);
    expect(segments.map(({ name }) => name)).toEqual(
      ['Ventricle', 'choroid'].map((name, i) => (i ? 'Choroid' : name)),
    );
    expect([...first[0].slice(0, 4)]).toEqual([1, 1, 2, 0]);
  });
});

describe('PredictedMasks', () => {
  async function prepared() {
    const viewer = new FakeViewer();
    const imageIds = viewer.addSeries('T1', 3);
    viewer.showSeries('viewport', 'T1');
    const drawn = viewer.addSegmentation('drawn', imageIds);
    await viewer.ohif.services.segmentationService.addSegmentationRepresentation('viewport', {
      segmentationId: 'drawn',
    });
    const predicted = new PredictedMasks(viewer.ohif);
    await predicted.prepare(viewer.displaySets[0], 'Few-shot: T1', ventricle);
    const mask = new Uint8Array(16).fill(1, 0, 5);
    return { viewer, imageIds, drawn, predicted, mask };
  }

  test('writes into a segmentation of its own and never into a drawn one', async () => {
    const { viewer, imageIds, drawn, predicted, mask } = await prepared();
    expect(await predicted.write('T1', new Map([[imageIds[1], mask]]))).toEqual([imageIds[1]]);
    expect([...(predicted.read('T1').get(imageIds[1]) ?? [])]).toEqual([...mask]);
    expect(drawn.every((slice) => slice.every((value) => value === 0))).toBe(true);
    const [own] = [...viewer.segmentations.keys()].filter((id) => predicted.owns(id));
    expect(viewer.segmentations.get(own)?.segments[1]).toMatchObject({
      label: 'Ventricle',
      algorithmType: 'SEMIAUTOMATIC',
      algorithmName: expect.stringMatching(/^Few-Shot Segment/),
    });
  });

  test('an image that the reader corrected is reported, and not written again', async () => {
    const { viewer, imageIds, predicted, mask } = await prepared();
    await predicted.write('T1', new Map(imageIds.map((id) => [id, mask])));
    expect(await predicted.corrections()).toEqual([]);
    const own = predicted.segmentationIdOf('T1') as string;
    const slice = viewer.images.get(`${own}:${imageIds[1]}`)?.voxelManager.getScalarData() as Uint8Array;
    slice[9] = 1;
    const [layer] = await predicted.corrections();
    expect([...(layer.onlyImages ?? [])]).toEqual([imageIds[1]]);
    expect(await predicted.write('T1', new Map(imageIds.map((id) => [id, new Uint8Array(16)])))).toEqual([
      imageIds[0],
      imageIds[2],
    ]);
    expect(slice[9]).toBe(1);
    slice[9] = 0;
    expect(await predicted.corrections()).toEqual([]);
  });

  test('shows its masks in the study’s colours and leaves the reader’s segmentation active', async () => {
    const { viewer, predicted } = await prepared();
    await predicted.show();
    await predicted.show();
    const own = predicted.segmentationIdOf('T1') as string;
    expect(viewer.representations.filter(({ segmentationId }) => segmentationId === own)).toHaveLength(1);
    expect(viewer.colours.get(`viewport ${own} 1`)).toEqual([10, 20, 30, 255]);
    expect(viewer.ohif.services.segmentationService.getActiveSegmentation('viewport')?.segmentationId).toBe(
      'drawn',
    );
  });

  test('keeps its segmentation for the same segments, and makes a new one for others', async () => {
    const { viewer, imageIds, predicted, mask } = await prepared();
    await predicted.write('T1', new Map([[imageIds[0], mask]]));
    await predicted.prepare(viewer.displaySets[0], 'Few-shot: T1', ventricle);
    expect(predicted.read('T1').get(imageIds[0])?.[0]).toBe(1);
    await predicted.prepare(viewer.displaySets[0], 'Few-shot: T1', [
      ...ventricle,
      { index: 2, name: 'Choroid', colour: [0, 0, 0] },
    ]);
    expect(predicted.read('T1').get(imageIds[0])?.[0]).toBe(0);
  });

  test('carries corrections over to a segmentation of other segments, those that erased everything too', async () => {
    const { viewer, imageIds, predicted, mask } = await prepared();
    await predicted.write('T1', new Map(imageIds.map((id) => [id, mask])));
    const slices = () => {
      const id = predicted.segmentationIdOf('T1');
      return imageIds.map(
        (image) => viewer.images.get(`${id}:${image}`)?.voxelManager.getScalarData() as Uint8Array,
      );
    };
    slices()[0][9] = 1;
    slices()[1].fill(0);
    const more = [...ventricle, { index: 2, name: 'Choroid', colour: [0, 0, 0] as const }];
    await predicted.prepare(viewer.displaySets[0], 'Few-shot: T1', more);
    const corrected = mask.slice();
    corrected[9] = 1;
    expect(slices()).toEqual([corrected, new Uint8Array(16), new Uint8Array(16)]);
    const other = new Uint8Array(16).fill(2, 3, 7);
    expect(await predicted.write('T1', new Map(imageIds.map((id) => [id, other])))).toEqual([imageIds[2]]);
    expect(slices()).toEqual([corrected, new Uint8Array(16), other]);
    const [layer] = await predicted.corrections();
    expect([...(layer.onlyImages ?? [])]).toEqual(imageIds.slice(0, 2));
  });
});
