import { startBackend } from '../../src/backends/startBackend';
import { PLANS } from '../../src/learning/presets';
import type { TrainingInput } from '../../src/learning/TrainingInput';
import { train } from '../../src/learning/train';
import { WASM_ASSETS } from '../support/backends';
import { phantomInput } from '../support/phantomInput';
import { quiet } from './quiet';

jest.setTimeout(120_000);

/** Ends with its first validation, so the validation does not select a model. */
const steps = { generatorSteps: 4, segmenterSteps: 12, validateEvery: 12, patience: Infinity };
const plan = {
  ...PLANS.modest.fast,
  ...steps,
  batch: 4,
  size: 32,
  width: 4,
  generatorWidth: 4,
  syntheticPerBatch: 1,
};
/** Index of the one example of four that is held out for validation. */
const HELD_OUT = 2;

function input(overrides: Partial<TrainingInput['plan']> = {}, validationPixel = 0): TrainingInput {
  const given = phantomInput({ ...plan, ...overrides }, { seed: 2 });
  const held = given.examples[HELD_OUT].image;
  held.pixels = held.pixels.map((value) => value + validationPixel);
  return given;
}

beforeAll(() => startBackend('wasm', WASM_ASSETS));

describe('level 3', () => {
  it('moves the architecture and the weight of generated pairs, which otherwise stay as they were', async () => {
    const separate = (await train(input(), quiet)).learnt;
    expect(separate.syntheticShare).toBeCloseTo(1 / 5, 6);
    expect(separate.architecture?.flat().every((share) => Math.abs(share - 1 / 3) < 1e-6)).toBe(true);
    const validation: number[] = [];
    const endToEnd = await train(input({ outerEvery: 2 }), {
      ...quiet,
      onProgress: ({ losses }) => losses.validation !== undefined && validation.push(losses.validation),
    });
    expect(validation.length).toBe(6);
    expect(Math.abs((endToEnd.learnt.syntheticShare ?? 0) - 1 / 5)).toBeGreaterThan(0.005);
    const moved = endToEnd.learnt.architecture?.filter((row) =>
      row.some((share) => Math.abs(share - 1 / 3) > 0.01),
    );
    expect(moved?.length).toBeGreaterThan(1);
  });

  it('rests where generated pairs do not show the structures', async () => {
    const run = async (generatorSteps: number) => {
      const validation: number[] = [];
      const { learnt } = await train(input({ outerEvery: 2, dropsUnfaithfulPairs: true, generatorSteps }), {
        ...quiet,
        onProgress: ({ losses }) => losses.validation !== undefined && validation.push(losses.validation),
      });
      return { share: learnt.syntheticShare, steps: validation.length };
    };
    expect(await run(1)).toEqual({ share: 0, steps: 0 });
    const { share, steps } = await run(60);
    expect(share).toBeGreaterThan(0);
    expect(steps).toBe(6);
  });

  it('is the only way in which validation images reach the segmenter', async () => {
    const run = async (overrides: Partial<TrainingInput['plan']>, pixel: number) => [
      ...(await train(input(overrides, pixel), quiet)).weights.values(),
    ];
    expect(await run({}, 0)).toEqual(await run({}, 300));
    // With level 3, the validation image does affect the weights.
    expect(await run({ outerEvery: 2 }, 0)).not.toEqual(await run({ outerEvery: 2 }, 300));
  });
});

describe('examples that join', () => {
  it('train at the end, and the Dice is that from before', async () => {
    const early = await train(input({ segmenterSteps: 8, validateEvery: 8 }), quiet);
    const run = (pixel: number) =>
      train(input({ includeValidationAt: 2 / 3, segmenterSteps: 12 }, pixel), quiet);
    const [joined, changed] = [await run(0), await run(300)];
    expect([...joined.weights.values()]).not.toEqual([...changed.weights.values()]);
    expect([...joined.weights.values()]).not.toEqual([...early.weights.values()]);
    const improved: number[] = [];
    await train(input({ includeValidationAt: 2 / 3 }), {
      ...quiet,
      onImproved: ({ validationDice }) => improved.push(validationDice),
    });
    expect(improved.length).toBe(2);
    expect(joined.validationDice).toBe(improved[0]);
    expect(improved[1]).toBe(improved[0]);
  });
});
