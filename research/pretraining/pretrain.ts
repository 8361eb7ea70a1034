import * as tf from '@tensorflow/tfjs';
import type { Random } from '../../src/data/random';
import { seededRandom } from '../../src/data/random';
import { imageBatch, labelBatch } from '../../src/learning/batches';
import type { FieldPair } from '../../src/learning/FieldExample';
import type { InitialNetwork } from '../../src/networks/InitialNetwork';
import { SegmenterTraining } from '../../src/learning/SegmenterTraining';
import type { Scene } from './scenes';
import { drawScene } from './scenes';
import { SHAPES } from './shapes';

/** Settings of the pretraining. */
export interface Pretraining {
  /** Edge of the scenes, pixels; a multiple of 2^levels. */
  size: number;
  /** Channels of the U-Net's first level. */
  width: number;
  levels: number;
  batch: number;
  steps: number;
  /** Initial learning rate of Adam; decays to a tenth along a cosine. */
  rate: number;
  seed: number;
}

/** Maximum number of scenes in the pool; each step replaces some of them. */
const POOL = 256;
/** Average number of uses of a scene, each randomly flipped or inverted. */
const TIMES = 4;

/**
 * Trains a U-Net to tell the kinds of shapes in generated scenes apart ("formula-driven supervised learning",
 * Kataoka et al. 2020): borders, textures and shading at any contrast, which are hard to learn from a few
 * labelled images.
 *
 * @param onStep called after each step with its loss
 * @returns all weights except those of the classification layer
 * @throws Error when a loss is not finite
 */
export async function pretrain(
  { size, width, levels, batch, steps, rate, seed }: Pretraining,
  onStep: (step: number, loss: number) => void,
): Promise<InitialNetwork> {
  const random = seededRandom(seed);
  const classes = SHAPES.length + 1;
  const plan = { size, width, segmenterRate: rate, segmenterSteps: steps };
  const training = new SegmenterTraining(plan, { channels: 1, classes }, random, {
    levels,
    weights: new Map(),
  });
  const count = Math.min(POOL, batch * steps);
  const pool = Array.from({ length: count }, () => drawScene(random, size));
  let oldest = 0;
  try {
    for (let step = 1; step <= steps; step++) {
      for (let i = 0; i < Math.ceil(batch / TIMES); i++) {
        pool[oldest] = drawScene(random, size);
        oldest = (oldest + 1) % count;
      }
      const pairs = Array.from({ length: batch }, () =>
        vary(random, pool[Math.floor(random() * count)], size),
      );
      const [images, masks] = [imageBatch(pairs, size), labelBatch(pairs, size, classes)];
      const loss = training.step(step, [{ images, masks }]);
      tf.dispose([images, masks]);
      const [value] = await loss.data();
      loss.dispose();
      if (!Number.isFinite(value)) throw new Error(`The loss of step ${step} is not finite.`);
      onStep(step, value);
    }
    const { parameters } = training.average.averaged;
    const learnt = new Set(parameters.names.filter((name) => !name.startsWith('logits')));
    const weights = new Map([...(await parameters.read())].filter(([name]) => learnt.has(name)));
    return { levels, weights };
  } finally {
    training.dispose();
  }
}

/** The scene, randomly flipped or inverted. */
function vary(random: Random, { image, labels }: Scene, size: number): FieldPair {
  const [down, across, turned] = [random() < 0.5, random() < 0.5, random() < 0.5];
  const from = (i: number) => {
    const [y, x] = [Math.floor(i / size), i % size];
    return (down ? size - 1 - y : y) * size + (across ? size - 1 - x : x);
  };
  return {
    caseId: '',
    image: image.map((_, i) => (turned ? -1 : 1) * image[from(i)]),
    labels: labels.map((_, i) => labels[from(i)]),
  };
}
