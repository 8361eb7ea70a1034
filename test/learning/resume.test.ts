import { startBackend } from '../../src/backends/startBackend';
import { seededRandom } from '../../src/data/random';
import { PLANS } from '../../src/learning/presets';
import type { TrainingEvents } from '../../src/learning/TrainingInput';
import { train } from '../../src/learning/train';
import type { TrainingCheckpoint } from '../../src/learning/TrainingCheckpoint';
import type { TrainProgress } from '../../src/learning/TrainingProgress';
import { WASM_ASSETS } from '../support/backends';
import { phantomInput } from '../support/phantomInput';
import { quiet } from './quiet';

jest.setTimeout(120_000);

const steps = { generatorSteps: 6, segmenterSteps: 14, validateEvery: 4, outerEvery: 3 };
const plan = {
  ...PLANS.modest.fast,
  ...steps,
  seconds: undefined,
  size: 32,
  width: 4,
  includeValidationAt: 0.75,
  members: 2,
};
const TOTAL = plan.members * plan.segmenterSteps;

/** The losses and Dice values of a training, from its start or from a checkpoint, by stage and step. */
async function run(resume: TrainingCheckpoint | undefined, events: Partial<TrainingEvents> = {}) {
  const losses = new Map<string, number[]>();
  const onProgress = ({ stage, step, losses: l, validationDice: dice }: TrainProgress) => {
    const values = Object.values(l);
    if (values.length > 0) losses.set(`${stage} ${step}`, dice === undefined ? values : [...values, dice]);
  };
  const snapshot = await train(phantomInput(plan, { resume }), { ...quiet, onProgress, ...events });
  return { losses, snapshot };
}

describe('an interrupted training', () => {
  let whole: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    await startBackend('wasm', WASM_ASSETS);
    whole = await run(undefined);
  });

  it.each([
    ['generator', 2],
    ['generator', 6],
    ['segmenter', 5],
    ['segmenter', 8],
    ['segmenter', 11],
    ['members', 4],
    ['members', 10],
  ])('goes on from %s step %i as if it had never been interrupted', async (stage, step) => {
    let checkpoint: TrainingCheckpoint | undefined;
    // Interrupted two steps later, because later steps must not change the checkpoint.
    let later = -1;
    const interrupted = run(undefined, {
      checkpointMs: 0,
      onResumable: (made) => {
        if (checkpoint) later++;
        if (made.stage === stage && made.step === step) checkpoint = made;
      },
      pause: async () => {
        if (later >= 1) throw new Error('lost');
        return false;
      },
    });
    await expect(interrupted).rejects.toThrow('lost');
    // Cloned as when it is passed to the main thread and back.
    const resumed = await run(structuredClone(checkpoint));
    const done = stage === 'members' ? `segmenter ${plan.segmenterSteps + step}` : `${stage} ${step}`;
    expect(whole.losses.has(done)).toBe(true);
    expect(resumed.losses.has(done)).toBe(false);
    expect(resumed.losses.has(`segmenter ${TOTAL}`)).toBe(true);
    for (const [name, values] of resumed.losses) {
      values.forEach((value, i) => {
        const expected = whole.losses.get(name)?.[i] ?? NaN;
        expect([name, Math.abs(value - expected) <= 1e-4 * Math.abs(expected)]).toEqual([name, true]);
      });
    }
    expect(resumed.snapshot.validationDice).toBeCloseTo(whole.snapshot.validationDice, 3);
    expect(resumed.snapshot.description).toEqual(whole.snapshot.description);
    for (const [name, { values }] of whole.snapshot.weights) {
      const other = resumed.snapshot.weights.get(name)?.values ?? new Float32Array();
      const off = Math.max(...values.map((value, i) => Math.abs(value - other[i])));
      expect([name, off < 1e-3]).toEqual([name, true]);
    }
  });
});

describe('checkpoints', () => {
  beforeAll(() => startBackend('wasm', WASM_ASSETS));

  it('come no more often than asked for, and know the best model so far', async () => {
    const made: TrainingCheckpoint[] = [];
    await run(undefined, { onResumable: (checkpoint) => made.push(checkpoint) });
    expect(made).toEqual([]);
    await run(undefined, { checkpointMs: 1, onResumable: (checkpoint) => made.push(checkpoint) });
    expect(made.length).toBeGreaterThan(0);
    const last = made[made.length - 1];
    expect(last.plan).toEqual({ ...plan, initialises: false });
    expect(last.elapsedMs).toBeGreaterThan(0);
  });

  it('of other networks are refused', async () => {
    let checkpoint: TrainingCheckpoint | undefined;
    await run(undefined, { checkpointMs: 0, onResumable: (made) => (checkpoint ??= made) });
    const wider = phantomInput({ ...plan, width: 8 }, { resume: checkpoint });
    await expect(train(wider, quiet)).rejects.toThrow(/should be/);
  });
});

it('a source of random numbers goes on from its state', () => {
  const random = seededRandom(7);
  random();
  const { state } = random;
  const next = [random(), random()];
  const other = seededRandom(0);
  other.state = state;
  expect([other(), other()]).toEqual(next);
});
