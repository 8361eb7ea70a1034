import { startBackend } from '../../src/backends/startBackend';
import { seededRandom } from '../../src/data/random';
import { beginsInitialised, INITIAL, MIN_EXAMPLES, MIN_SERIES } from '../../src/learning/initialise';
import { PLANS } from '../../src/learning/presets';
import { train } from '../../src/learning/train';
import type { InitialNetwork } from '../../src/networks/InitialNetwork';
import type { TrainingCheckpoint } from '../../src/learning/TrainingCheckpoint';
import { createSegmenter } from '../../src/networks/createSegmenter';
import { WASM_ASSETS } from '../support/backends';
import { phantomExample } from '../support/phantom';
import { phantomInput } from '../support/phantomInput';
import { quiet } from './quiet';

jest.setTimeout(120_000);

const steps = { generatorSteps: 0, segmenterSteps: 1, validateEvery: 1, patience: Infinity };
const plan = { ...PLANS.modest.fast, ...steps, size: 16, width: 12, initialises: true };
const examples = Array.from({ length: MIN_EXAMPLES }, (_, i) => {
  const example = phantomExample(i / 4 - 4);
  return { ...example, image: { ...example.image, seriesId: `series ${i % MIN_SERIES}` } };
});
const empty = { ...examples[0], labelmap: new Uint8Array(examples[0].labelmap.length) };

it('a training begins with the shipped network only where enough is drawn and it fits', () => {
  expect(beginsInitialised(plan, examples)).toBe(true);
  expect(beginsInitialised(plan, [...examples.slice(1), empty])).toBe(false);
  const few = examples.map((one) => ({ ...one, image: { ...one.image, seriesId: 'one' } }));
  expect(beginsInitialised(plan, few)).toBe(false);
  for (const other of [
    { segmenter: 'deeplab' as const },
    { width: 16 },
    { size: 40 },
    { initialises: false },
  ]) {
    expect(beginsInitialised({ ...plan, ...other }, examples)).toBe(false);
  }
});

/** With a learning rate of 0, the result equals the initial weights. */
const input = phantomInput({ ...plan, segmenterRate: 0 }, { examples, intensities: new Map() });

async function randomNetwork(): Promise<InitialNetwork> {
  const network = createSegmenter('unet', { ...INITIAL, size: 16, classes: 9 }, seededRandom(7));
  const weights = await network.parameters.read();
  network.parameters.dispose();
  const learnt = [...weights].filter(([name]) => !/^logits|mean$|variance$/.test(name));
  return { levels: INITIAL.levels, weights: new Map(learnt) };
}

beforeAll(() => startBackend('wasm', WASM_ASSETS));

it('takes its weights over, and draws those of the classes', async () => {
  const initial = await randomNetwork();
  const trained = await train({ ...input, initial }, quiet);
  expect(trained.learnt.initialised).toBe(true);
  expect(trained.description.network.levels).toBe(INITIAL.levels);
  for (const name of ['down0.a.filter', 'down4.b.filter', 'up0.grow.filter']) {
    const [kept, given] = [trained, initial].map(({ weights }) => [...(weights.get(name)?.values ?? [])]);
    expect(kept.length).toBeGreaterThan(0);
    kept.forEach((value, i) => expect(value).toBeCloseTo(given[i], 5));
  }
  expect([...trained.weights.keys()].some((name) => name.startsWith('logits'))).toBe(true);
});

it('refuses weights of another network', async () => {
  const { levels, weights } = await randomNetwork();
  const name = 'down0.a.filter';
  const other = new Map(weights).set(name, { shape: [1, 1, 1, 2], values: new Float32Array(2) });
  await expect(train({ ...input, initial: { levels, weights: other } }, quiet)).rejects.toThrow(
    /another shape/,
  );
});

it.each([true, false])(
  'goes on after an interruption as it began (%s), whether it can be read then or not',
  async (begins) => {
    const initial = await randomNetwork();
    const long = { ...input, plan: { ...plan, segmenterSteps: 3 } };
    const states: TrainingCheckpoint[] = [];
    const events = {
      ...quiet,
      onResumable: (state: TrainingCheckpoint) => states.push(state),
      checkpointMs: 0,
    };
    const whole = await train({ ...long, ...(begins && { initial }) }, events);
    const [, resume] = states;
    const resumed = await train({ ...long, plan: resume.plan, resume, ...(!begins && { initial }) }, quiet);
    expect(resumed.learnt.initialised).toBe(begins);
    expect(resumed.weights).toEqual(whole.weights);
  },
);
