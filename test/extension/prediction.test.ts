import { predict } from '../../extension/src/commands/predict';
import { stop } from '../../extension/src/commands/stop';
import { store } from '../../extension/src/commands/store';
import { train } from '../../extension/src/commands/train';
import type { Session } from '../../extension/src/session/Session';
import type { TrainRequest } from '../../src/worker/protocol';
import { opened, texts, useSessions } from './support/opened';

useSessions();

/** A session that has a model, but no masks yet. */
function withModel() {
  const all = opened();
  const request = { segments: [{ index: 1, name: 'Ventricle' }], preset: 'fast' } as TrainRequest;
  all.session.store.setState({ model: all.engine.model(request) });
  return all;
}

const stages = ({ store: { getState } }: Session) => getState().series.map(({ stage }) => stage);
const own = ({ viewer }: ReturnType<typeof opened>) =>
  [...viewer.segmentations.keys()].filter((id) => id.startsWith('few-shot-'));

describe('a prediction that is stopped', () => {
  test('while the study is looked over starts no engine', async () => {
    const { engine, session } = withModel();
    const running = predict(session, {});
    await stop(session, {});
    await running;
    expect(engine.started).toBe(0);
    expect(stages(session)).toEqual(['idle', 'idle']);
  });

  test('while the engine starts gives it no model', async () => {
    const { engine, session } = withModel();
    const { start } = engine;
    engine.start = async () => {
      await stop(session, {});
      return start();
    };
    await predict(session, {});
    expect(engine.loaded).toEqual([]);
    expect(session.store.getState().prediction.running).toBe(false);
    expect(session.store.getState().backend).toBeUndefined();
    expect(stages(session)).toEqual(['stopped', 'stopped']);
  });

  test('while intensities are sampled leaves the viewer as it was', async () => {
    const all = withModel();
    const { viewer, axial, engine, session } = all;
    await session.scanner.scan();
    const pixels = new Uint8Array(16);
    const getPixelData = () => {
      void stop(session, {});
      return pixels;
    };
    viewer.addImage(axial[3], 4, 4, pixels, { getPixelData });
    await predict(session, {});
    expect(engine.loaded).toEqual([]);
    expect(own(all)).toEqual([]);
    expect(stages(session)).toEqual(['stopped', 'stopped']);
    expect(texts(session)).toEqual([]);
  });
});

test('a mask drawn on an image of another size is kept, and the others are cleaned without it', async () => {
  const { viewer, axial, keys, session } = opened();
  viewer.addImage(axial[4], 2, 3, new Uint8Array(6));
  const mask = Uint8Array.of(0, 1, 1, 1, 1, 0);
  viewer.addImage(`drawn:${axial[4]}`, 2, 3, mask, { referencedImageId: axial[4] });
  await train(session, {});
  expect(stages(session)).toEqual(['done', 'done']);
  expect(texts(session)).toEqual([expect.stringMatching(/differ in size \(4 x 4, 2 x 3\)/)]);
  const masks = session.predicted.read('series-axial');
  expect(masks.get(keys[4])).toEqual(mask);
  // The engine marks eight pixels, and the clean-up removes one of them.
  expect([...(masks.get(keys[0]) ?? [])].filter(Boolean)).toHaveLength(7);
});

test('a mask drawn on other pixels than the image’s own does not keep the series from its masks', async () => {
  const { viewer, axial, session } = withModel();
  viewer.addImage(`drawn:${axial[4]}`, 2, 3, new Uint8Array(6).fill(1), { referencedImageId: axial[4] });
  await predict(session, {});
  expect(stages(session)).toEqual(['done', 'done']);
  expect(texts(session)).toEqual([]);
});

test('a stroke into the machine’s masks during a prediction is found after it', async () => {
  const { viewer, axial, engine, session } = opened();
  engine.onPredict = (images) => {
    if (!images[0].id.startsWith('coronal')) return;
    const id = session.predicted.segmentationIdOf('series-axial');
    const slice = viewer.images.get(`${id}:${axial[0]}`)?.voxelManager.getScalarData() as Uint8Array;
    slice[15] = 1;
  };
  await train(session, {});
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(session.store.getState().examples.map(({ kind }) => kind)).toEqual(['corrected', 'drawn', 'drawn']);
});

test('a stroke of the last moment is stored', async () => {
  const { keys, drawn, session } = opened();
  await train(session, {});
  drawn[1][15] = 1;
  await store(session, {});
  expect(session.predicted.read('series-axial').get(keys[1])).toEqual(drawn[1]);
});

test('the mask of an image marked as empty is empty, and neither predicted nor cleaned', async () => {
  const { keys, engine, session } = opened();
  await session.scanner.scan();
  await session.scanner.markNothing(keys[5], true);
  await train(session, {});
  expect(engine.predictedOrder).not.toContain(keys[5]);
  expect(session.predicted.read('series-axial').get(keys[5])).toEqual(new Uint8Array(16));
  expect(session.store.getState().series[0]).toMatchObject({ stage: 'done', predicted: 6 });
});

describe('between five drawn images', () => {
  async function marked() {
    const all = opened(7);
    await all.session.scanner.scan();
    for (const i of [0, 5, 6]) await all.session.scanner.markNothing(all.keys[i], true);
    return all;
  }

  test('outlines are propagated, by the engine, which gets the drawn images and those between', async () => {
    const { keys, engine, session } = await marked();
    await train(session, {});
    const [{ drawn = [], between = [] }, coronal] = engine.series;
    expect(drawn.map(({ id, labelmap, pixels }) => [id, labelmap.length, pixels?.length])).toEqual(
      [0, 1, 4, 5, 6].map((i) => [keys[i], 16, 16]),
    );
    expect(between.map((image) => image.id)).toEqual([keys[2], keys[3]]);
    expect(engine.requests[0].between).toEqual(between);
    expect(coronal).toMatchObject({ drawn: [] });
    expect(coronal.between).toBeUndefined();
  });

  test('one that cannot be read is left out, and the others still get what they can', async () => {
    jest.spyOn(console, 'warn').mockImplementation();
    const { viewer, axial, keys, engine, session } = await marked();
    await train(session, {});
    engine.series = [];
    let reads = 0;
    // The first time the series is sampled.
    const getPixelData = () => new Uint8Array(++reads === 2 ? 3 : 16);
    viewer.addImage(axial[3], 4, 4, new Uint8Array(16), { getPixelData });
    await predict(session, {});
    expect(engine.series[0].between?.map(({ id }) => id)).toEqual([keys[2]]);
  });

  test('a prediction that is stopped meanwhile asks nothing of the engine', async () => {
    const { viewer, axial, engine, session } = await marked();
    await train(session, {});
    engine.series = [];
    const pixels = new Uint8Array(16);
    let reads = 0;
    // The first time the series is sampled.
    const getPixelData = () => {
      if (++reads > 1) void stop(session, {});
      return pixels;
    };
    viewer.addImage(axial[3], 4, 4, pixels, { getPixelData });
    await predict(session, {});
    expect(reads).toBe(2);
    expect(engine.series).toEqual([]);
  });
});
