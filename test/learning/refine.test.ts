import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { Example } from '../../src/data/Image';
import { PLANS } from '../../src/learning/presets';
import { INGREDIENTS, withIngredients } from '../../src/learning/recipe';
import { train } from '../../src/learning/train';
import type { TrainingInput } from '../../src/learning/TrainingInput';
import type { EndedTraining, TrainingStart } from '../../src/learning/TrainingStart';
import type { TrainProgress } from '../../src/learning/TrainingProgress';
import { WASM_ASSETS } from '../support/backends';
import { phantomExample } from '../support/phantom';
import { phantomInput } from '../support/phantomInput';
import { quiet } from './quiet';

jest.setTimeout(120_000);

const steps = { seconds: undefined, generatorSteps: 10, segmenterSteps: 60, validateEvery: 10 };
const plan = withIngredients({ ...PLANS.modest.fast, ...steps, batch: 4, size: 48, width: 8 }, INGREDIENTS);

async function run(input: TrainingInput) {
  const progress: TrainProgress[] = [];
  let ended: EndedTraining | undefined;
  const snapshot = await train(input, {
    ...quiet,
    onProgress: (step) => progress.push(step),
    onEnded: (state) => (ended = state),
  });
  const losses = progress.flatMap(({ losses: { segmenter } }) => segmenter ?? []);
  const start: TrainingStart = { description: snapshot.description, weights: snapshot.weights, ended };
  return { snapshot, progress, losses, start };
}

const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('a training that goes on from a model', () => {
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    await startBackend('wasm', WASM_ASSETS);
    first = await run(phantomInput(plan));
  });

  it('begins with what the model learnt, generator included, and frees every tensor', async () => {
    const before = tf.memory().numTensors;
    const data = phantomInput({ ...plan, segmenterSteps: 20 });
    const examples = [...data.examples, { ...phantomExample(0, 9), weight: 3 }];
    const { snapshot, progress, losses } = await run({ ...data, examples, start: first.start });
    expect(tf.memory().numTensors).toBe(before);
    expect(mean(losses.slice(0, 3))).toBeLessThan(0.5 * mean(first.losses.slice(0, 3)));
    expect(progress.every(({ stage }) => stage !== 'generator')).toBe(true);
    expect(progress.some((step) => step.losses.validation !== undefined)).toBe(true);
    expect(snapshot.validationImages).not.toContain(examples[examples.length - 1].image.id);
    expect(snapshot.learnt).toMatchObject({ continued: true, initialised: false });
    // It is tuned further, but not begun anew.
    const [was, is] = [first.snapshot, snapshot].map(({ learnt }) => (learnt.architecture ?? []).flat());
    expect(is).not.toEqual(was);
    is.forEach((share, i) => expect(share).toBeCloseTo(was[i], 1));
  });

  it('goes on with the segmenter alone where only the model is left', async () => {
    const data = phantomInput({ ...plan, segmenterSteps: 5 });
    const { snapshot, losses } = await run({ ...data, start: { ...first.start, ended: undefined } });
    expect(mean(losses.slice(0, 3))).toBeLessThan(0.5 * mean(first.losses.slice(0, 3)));
    expect(snapshot.learnt.syntheticShare).toBeNull();
  });

  it('takes as many steps as the time allows by the duration of the last ones, without measuring', async () => {
    const { ended } = first.start;
    expect(ended?.stepMs).toBeGreaterThan(0);
    const start = { ...first.start, ended: ended && { ...ended, stepMs: 1000 } };
    const { progress } = await run({ ...phantomInput({ ...plan, seconds: 30 }), start });
    expect([27, 28]).toContain(progress[progress.length - 1].steps);
  });

  it('learns nothing from what is marked as not known', async () => {
    const data = phantomInput({ ...plan, segmenterSteps: 4 });
    const withRest = (rest: number) => {
      const { image, labelmap } = phantomExample(0, 9);
      const known = labelmap.map((_, i) => (i % image.columns < image.columns / 2 ? 1 : 0));
      const partial: Example = {
        image,
        labelmap: labelmap.map((value, i) => (known[i] ? value : rest)),
        known,
      };
      return run({ ...data, examples: [...data.examples, partial], start: first.start });
    };
    const [a, b] = [await withRest(0), await withRest(1)];
    expect(a.losses).toEqual(b.losses);
    expect([...a.snapshot.weights.values()]).toEqual([...b.snapshot.weights.values()]);
  });
});
