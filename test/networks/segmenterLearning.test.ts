import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { SegmenterKind } from '../../src/data/SegmenterKind';
import { SEGMENTER_KINDS } from '../../src/data/SegmenterKind';
import { fitNormalisation } from '../../src/data/normalisation';
import { Segmenter } from '../../src/inference/Segmenter';
import { meanDice } from '../../src/learning/dice';
import type { TrainingPlan } from '../../src/learning/presets';
import type { TrainingSnapshot } from '../../src/learning/TrainingSnapshot';
import { train } from '../../src/learning/train';
import { readModel, writeModel } from '../../src/storage/modelFile';
import { WASM_ASSETS } from '../support/backends';
import { phantomExample } from '../support/phantom';

const PLAN: TrainingPlan = {
  size: 32,
  width: 8,
  generatorWidth: 4,
  batch: 4,
  generatorSteps: 0,
  segmenterSteps: 100,
  validateEvery: 20,
  patience: 5,
  segmenterRate: 3e-3,
  syntheticPerBatch: 0,
};
const segments = [{ index: 1, name: 'Ellipsoid' }];
const unseen = [-5, 1, 5].map((z) => phantomExample(z, 7));

jest.setTimeout(120_000);

// On WASM only: differences between backends are tested without a training.
beforeAll(async () => {
  await startBackend('wasm', WASM_ASSETS);
  await tf.setBackend('wasm');
});

function learn(segmenter: SegmenterKind): Promise<TrainingSnapshot> {
  const examples = [-9, -6, -3, 0, 3, 6, 9].map((z) => phantomExample(z));
  const intensities = new Map([['phantom', examples[3].image.pixels]]);
  const events = { onProgress: () => {}, onImproved: () => {}, pause: () => Promise.resolve(false) };
  return train({ examples, intensities, segments, plan: { ...PLAN, segmenter }, seed: 1 }, events);
}

async function predictAll(
  description: TrainingSnapshot['description'],
  weights: TrainingSnapshot['weights'],
) {
  const segmenter = new Segmenter(description, weights);
  try {
    const masks: Uint8Array[] = [];
    for (const { image } of unseen) {
      masks.push((await segmenter.predict(image, fitNormalisation(image.pixels))).labelmap);
    }
    return masks;
  } finally {
    segmenter.dispose();
  }
}

describe.each(SEGMENTER_KINDS)('%s', (kind) => {
  it('learns a phantom, and predicts the same once it is written and read', async () => {
    const tensors = tf.memory().numTensors;
    const { description, weights } = await learn(kind);
    expect(description.network).toMatchObject({ kind, size: 32, width: 8, classes: 2 });
    const masks = await predictAll(description, weights);
    const scores = masks.map((mask, i) => meanDice(mask, unseen[i].labelmap, [1]));
    expect(Math.min(...scores)).toBeGreaterThan(0.9);
    const file = readModel(writeModel({ description, weights, metadata: null }));
    expect(await predictAll(file.description, file.weights)).toEqual(masks);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});

it('a model of an unknown kind is refused in words', async () => {
  const { description, weights } = await learn('unet');
  const network = { ...description.network, kind: 'resnet' as SegmenterKind };
  const other = { ...description, network };
  expect(() => new Segmenter(other, weights)).toThrow(/no segmenter "resnet", only unet, deeplab, attention/);
  expect(() => readModel(writeModel({ description: other, weights, metadata: null }))).toThrow(
    /expected one of "unet"\|"deeplab"\|"attention".*network\.kind/,
  );
});
