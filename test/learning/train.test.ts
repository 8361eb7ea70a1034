import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { fitNormalisation } from '../../src/data/normalisation';
import { Segmenter } from '../../src/inference/Segmenter';
import { joinMembers, splitMembers } from '../../src/networks/members';
import type { Weights } from '../../src/networks/Parameters';
import { meanDice } from '../../src/learning/dice';
import { PLANS } from '../../src/learning/presets';
import { splitExamples } from '../../src/learning/splitExamples';
import type { TrainingEvents, TrainingInput } from '../../src/learning/TrainingInput';
import type { TrainingSnapshot } from '../../src/learning/TrainingSnapshot';
import { train } from '../../src/learning/train';
import type { TrainProgress } from '../../src/learning/TrainingProgress';
import { WASM_ASSETS } from '../support/backends';
import { phantomExample } from '../support/phantom';
import { phantomInput } from '../support/phantomInput';
import { quiet } from './quiet';

jest.setTimeout(120_000);

const steps = { generatorSteps: 20, segmenterSteps: 60, validateEvery: 10 };
const plan = { ...PLANS.modest.fast, ...steps, batch: 4, size: 48, width: 8 };

beforeAll(() => startBackend('wasm', WASM_ASSETS));

describe('train', () => {
  it('learns to segment slices it has not seen, and frees every tensor', async () => {
    const before = tf.memory().numTensors;
    const progress: TrainProgress[] = [];
    const improved: TrainingSnapshot[] = [];
    const data = phantomInput(plan);
    const snapshot = await train(data, {
      ...quiet,
      onProgress: (p) => progress.push(p),
      onImproved: (s) => improved.push(s),
    });
    expect(tf.memory().numTensors).toBe(before);
    expect(improved.length).toBeGreaterThan(0);
    expect(snapshot.validationDice).toBe(improved[improved.length - 1].validationDice);
    expect(data.examples.map(({ image }) => image.id)).toEqual(
      expect.arrayContaining(snapshot.validationImages),
    );

    const l1 = progress.flatMap((p) => p.losses.generator ?? []);
    const late = l1.slice(-5).reduce((a, b) => a + b) / 5;
    expect(late).toBeLessThan(0.9 * l1[0]);
    expect(progress.some((p) => p.pairs && p.pairs[0].image.length === plan.size ** 2)).toBe(true);

    const segmenter = new Segmenter(snapshot.description, snapshot.weights);
    const unseen = phantomExample(0, 9);
    const { labelmap } = await segmenter.predict(unseen.image, fitNormalisation(unseen.image.pixels));
    segmenter.dispose();
    expect(meanDice(labelmap, unseen.labelmap, [1])).toBeGreaterThan(0.9);
  });

  it('repeats itself with the same seed', async () => {
    const short = { ...plan, generatorSteps: 3, segmenterSteps: 24 };
    const run = async (seed: number, events: Partial<TrainingEvents> = {}) => {
      const { weights } = await train(phantomInput(short, { seed }), { ...quiet, ...events });
      return [...weights.values()];
    };
    const stages: string[] = [];
    const previews: TrainingSnapshot[] = [];
    const a = await run(5, { onProgress: ({ stage, step }) => stages.push(`${stage} ${step}`) });
    // Previews change nothing.
    expect(await run(5, { onPreview: (preview) => previews.push(preview) })).toEqual(a);
    expect(await run(6)).not.toEqual(a);
    expect(previews.length).toBeGreaterThan(0);
    expect(previews[0].validationDice).toBeGreaterThan(0.3);
    // The segmenter begins before the generator is trained.
    const order = ['segmenter 1', 'segmenter 2', 'generator 1', 'generator 3', 'segmenter 3', 'segmenter 24'];
    expect(stages.filter((stage) => order.includes(stage)).slice(0, 6)).toEqual(order);
  });

  it('trains on images between drawn ones, with outlines that what validates has no part in', async () => {
    const short = { ...plan, generatorSteps: 0, segmenterSteps: 5, interpolates: true };
    const examples = [-8, -4, 0, 4, 8].map((z) => phantomExample(z));
    const between = [-6, -2, 2, 6, 10].map((z) => phantomExample(z).image);
    const run = (more: Partial<TrainingInput>) =>
      train(phantomInput(short, { examples, between, ...more }), quiet);
    const { learnt, weights, validationImages } = await run({});
    // All images except the one beyond the drawn ones.
    expect(learnt.interpolated).toBe(4);
    const without = await run({ plan: { ...short, interpolates: false } });
    expect(without.learnt.interpolated).toBe(0);
    // What all of five examples show is expected elsewhere.
    expect(without.description.prediction?.expected).toEqual([1]);
    const [empty, ...others] = examples;
    const some = [{ ...empty, labelmap: empty.labelmap.map(() => 0) }, ...others];
    const lacking = await run({ plan: { ...short, interpolates: false }, examples: some });
    expect(lacking.description.prediction).toBeUndefined();
    expect([...without.weights.values()]).not.toEqual([...weights.values()]);
    // Other masks on the validation images do not change the weights.
    const changed = examples.map((example) => {
      if (!validationImages.includes(example.image.id)) return example;
      return { ...example, labelmap: example.labelmap.map((label, i) => (i % 3 === 0 ? 0 : label)) };
    });
    const other = await run({ examples: changed, field: without.description.field });
    const same = await run({ field: without.description.field });
    expect([...other.weights.values()]).toEqual([...same.weights.values()]);
  });

  it('trains several networks that predict together, and keeps those that are done when it is stopped', async () => {
    const short = { ...plan, generatorSteps: 0, segmenterSteps: 20, includeValidationAt: 0.7, members: 2 };
    const before = tf.memory().numTensors;
    const { description, weights } = await train(phantomInput(short), quiet);
    expect(tf.memory().numTensors).toBe(before);
    const [a, b] = splitMembers(weights, 2);
    const predict = async (members: Weights[]) => {
      const network = { ...description.network, members: members.length };
      const segmenter = new Segmenter({ ...description, network }, joinMembers(members));
      const { image } = phantomExample(0, 9);
      const prediction = await segmenter.predict(image, fitNormalisation(image.pixels));
      segmenter.dispose();
      return prediction;
    };
    expect(description.network.members).toBe(2);
    const [first, second, both] = [await predict([a]), await predict([b]), await predict([a, b])];
    expect(await predict([a, a])).toEqual(first);
    expect(both).not.toEqual(first);
    expect(both).not.toEqual(second);
    expect(await predict([b, a])).toEqual(both);

    // A file that declares three members but holds two must not leave any network in memory.
    const three = { ...description, network: { ...description.network, members: 3 } };
    expect(() => new Segmenter(three, weights)).toThrow(/should be/);
    expect(tf.memory().numTensors).toBe(before);

    let steps = 0;
    const stopped = await train(phantomInput(short), { ...quiet, pause: async () => ++steps > 30 });
    expect([stopped.stopped, stopped.description.network.members]).toEqual([true, 1]);
    expect([...stopped.weights.keys()]).toEqual([...a.keys()]);
    expect([...stopped.weights.values()]).toEqual([...a.values()]);
  });

  it('keeps a model when it is stopped, even before the first validation', async () => {
    let steps = 0;
    const snapshot = await train(phantomInput(plan), { ...quiet, pause: async () => ++steps > 3 });
    expect(snapshot.stopped).toBe(true);
    expect(snapshot.weights.size).toBeGreaterThan(10);
  });
});

describe('splitExamples', () => {
  it('holds out images with a mask, from the middle, and never all', () => {
    const empty = { ...phantomExample(20), labelmap: new Uint8Array(64 * 64) };
    for (const count of [2, 3, 4, 9]) {
      const drawn = Array.from({ length: count }, (_, i) => phantomExample(i));
      const { training, validation } = splitExamples([...drawn, empty]);
      expect(validation.length).toBe(Math.max(1, Math.round(count / 4)));
      expect(training.length + validation.length).toBe(count + 1);
      expect(training).toContain(empty);
      expect(validation.some((example) => training.includes(example))).toBe(false);
    }
  });

  it('never takes the only image of a segment away from training', () => {
    const drawn = [0, 1, 2, 3].map((z) => phantomExample(z));
    drawn[2].labelmap[0] = 2;
    const { training, validation } = splitExamples(drawn);
    expect(training).toContain(drawn[2]);
    expect(validation.length).toBe(1);
    const alone = [phantomExample(0), phantomExample(1)];
    alone[0].labelmap[0] = 2;
    alone[1].labelmap[0] = 3;
    expect(splitExamples(alone)).toEqual({ training: alone, validation: alone });
  });
});
