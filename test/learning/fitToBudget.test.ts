import { seededRandom } from '../../src/data/random';
import { startBackend } from '../../src/backends/startBackend';
import { fitToBudget } from '../../src/learning/fitToBudget';
import { PLANS } from '../../src/learning/presets';
import type { TrainingPlan } from '../../src/learning/presets';
import { ShownExamples } from '../../src/learning/ShownExamples';
import type { TrainingInput } from '../../src/learning/TrainingInput';
import { WASM_ASSETS } from '../support/backends';
import { phantomInput } from '../support/phantomInput';

const TINY = { ...PLANS.modest.fast, size: 32, width: 4, batch: 2, generatorSteps: 0, segmenterSteps: 1e6 };
/** Long enough for thousands of these steps on the slowest machine; nothing is trained. */
const LONG = 600;
const elsewhere = { toPredict: [{ seriesId: 'another patient' }] };

beforeAll(() => startBackend('wasm', WASM_ASSETS));

async function fitted(overrides: Partial<TrainingInput>, plan: Partial<TrainingPlan> = {}, seconds = LONG) {
  const shown = new ShownExamples(phantomInput({ ...TINY, ...plan }, overrides), seededRandom(1));
  shown.show();
  return (await fitToBudget({ ...TINY, ...plan }, seconds, shown)).plan;
}

test('time that one network has no use for trains others: on grey images of several series', async () => {
  const [several, one] = [await fitted(elsewhere), await fitted({})];
  expect([several.members, one.members]).toEqual([3, 1]);
  const steps = (3 * several.segmenterSteps) / one.segmenterSteps;
  // Machines are noisy.
  expect(steps).toBeGreaterThan(0.3);
  expect(steps).toBeLessThan(3);
});

test('short trainings have one network, and a number in the plan holds', async () => {
  expect((await fitted(elsewhere, {}, 0.5)).members).toBe(1);
  expect((await fitted(elsewhere, { members: 2 })).members).toBe(2);
});

test('photographs, which gain from every step, have one network', async () => {
  const { examples, ...rest } = phantomInput(TINY, elsewhere);
  const inColour = examples.map((example) => {
    const { image } = example;
    const pixels = Float32Array.from(
      { length: 3 * image.pixels.length },
      (_, i) => image.pixels[Math.floor(i / 3)],
    );
    return { ...example, image: { ...image, channels: 3 as const, pixels } };
  });
  expect((await fitted({ ...rest, examples: inColour, intensities: new Map() })).members).toBe(1);
});
