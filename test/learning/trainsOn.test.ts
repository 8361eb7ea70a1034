import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../src/data/random';
import { PLANS } from '../../src/learning/presets';
import type { TrainingPlan } from '../../src/learning/presets';
import { ShownExamples } from '../../src/learning/ShownExamples';
import { phantomInput } from '../support/phantomInput';

const COUNT = 12;
const plan = { ...PLANS.modest.fast, size: 32 };

beforeAll(() => tf.setBackend('cpu'));

/** How many images, masks, and masks to generate from are different in a batch. */
function different(trainsOn: TrainingPlan['trainsOn']) {
  const shown = new ShownExamples(phantomInput({ ...plan, trainsOn }, { seed: 2 }), seededRandom(1));
  shown.show();
  const kinds = (batch: tf.Tensor4D) => new Set(tf.unstack(batch).map((one) => one.dataSync().join())).size;
  return tf.tidy(() => {
    const { images, masks } = shown.drawBatch(COUNT);
    return {
      examples: shown.training.length,
      images: kinds(images as tf.Tensor4D),
      masks: kinds(masks),
      toGenerateFrom: kinds(shown.drawMasks(COUNT)),
    };
  });
}

test('real pairs are augmented, unless the plan is to learn from them as they are', () => {
  expect(different(undefined)).toMatchObject({ images: COUNT, masks: COUNT, toGenerateFrom: COUNT });
});

test.each(['unchanged-and-generated', 'generated'] as const)(
  'on %s only the masks to generate from vary',
  (trainsOn) => {
    const { examples, images, masks, toGenerateFrom } = different(trainsOn);
    expect(Math.max(images, masks)).toBeLessThanOrEqual(examples);
    expect(toGenerateFrom).toBe(COUNT);
  },
);
