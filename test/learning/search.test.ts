import { STRONG } from '../../src/data/augmentation';
import { startBackend } from '../../src/backends/startBackend';
import type { Example } from '../../src/data/Image';
import { normal, seededRandom } from '../../src/data/random';
import { climb } from '../../src/learning/climb';
import { agreement, meanCaseDice } from '../../src/learning/dice';
import { PLANS } from '../../src/learning/presets';
import { CHANGES, withIngredients } from '../../src/learning/recipe';
import { dealFolds, splitExamples } from '../../src/learning/splitExamples';
import { train } from '../../src/learning/train';
import { WASM_ASSETS } from '../support/backends';
import { axialGeometry } from '../support/phantom';
import { quiet } from './quiet';

jest.setTimeout(180_000);

const SIZE = 32;
const START = { augmentation: STRONG, intensities: 'robust' } as const;

/** Two discs of the same appearance; the structure is always the left one. */
function twins(patient: number, slice = 0): Example {
  const random = seededRandom(patient * 100 + slice + 1);
  const pixels = new Float32Array(SIZE * SIZE);
  const labelmap = new Uint8Array(SIZE * SIZE);
  const row = 16 + 2 * normal(random);
  const radius = 4 + random();
  for (let y = 0, i = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++, i++) {
      const left = Math.hypot(y - row, x - 9) < radius;
      const right = Math.hypot(y - row, x - 23) < radius;
      pixels[i] = 100 + (left || right ? 60 : 0) + 5 * normal(random);
      if (left) labelmap[i] = 1;
    }
  }
  const image = {
    id: `${patient}-${slice}`,
    seriesId: `patient ${patient}`,
    rows: SIZE,
    columns: SIZE,
    pixels,
  };
  return { image: { ...image, geometry: axialGeometry(slice) }, labelmap };
}

describe('the search', () => {
  it('finds out that flips hide which of two twins is meant', async () => {
    await startBackend('wasm', WASM_ASSETS);
    const examples = [0, 1, 2, 3].map((patient) => twins(patient));
    const unlabelled = [10, 11, 12].map((patient) => twins(patient).image);
    const plan = {
      ...PLANS.modest.fast,
      size: SIZE,
      width: 8,
      generatorSteps: 0,
      segmenterSteps: 5,
      validateEvery: 5,
      augmentation: { ...STRONG, rotation: 0.1, shift: 0.05 },
      search: {
        changes: [{ name: 'no flips', augmentation: { ...STRONG, rotation: 0.1, shift: 0.05, flip: 0 } }],
        folds: 2,
        steps: 90,
        unlabelled: true,
      },
    };
    const field = { edgeMm: SIZE, centres: { '1.2.3': [15.5, 15.5, 0] as [number, number, number] } };
    const stages = new Set<string>();
    const { learnt, seconds } = await train(
      {
        examples,
        unlabelled,
        intensities: new Map(),
        segments: [{ index: 1, name: 'Left' }],
        plan,
        seed: 1,
        field: { ...field, relativeCentre: { row: 0.5, column: 0.5 } },
      },
      { ...quiet, onProgress: ({ stage }) => stages.add(stage) },
    );
    expect(learnt.search?.changes).toMatchObject([{ name: 'no flips', kept: true }]);
    expect(learnt.search?.augmentation.flip).toBe(0);
    expect(learnt.search?.best.dice).toBeGreaterThan((learnt.search?.start.dice ?? 1) + 0.1);
    expect(learnt.search?.best.agreement).toBeGreaterThan(0.5);
    expect([...stages]).toEqual(['preparing', 'comparing', 'segmenter']);
    expect(seconds.comparing).toBeGreaterThan(0);
  });

  it('is left out in one series where propagated outlines train, and only there', async () => {
    await startBackend('wasm', WASM_ASSETS);
    const series = Array.from({ length: 9 }, (_, slice) => twins(1, slice));
    const stagesWith = async (drawn: readonly Example[]) => {
      const stages = new Set<string>();
      const plan = { ...PLANS.modest.fast, size: SIZE, width: 4, generatorSteps: 0, segmenterSteps: 2 };
      await train(
        {
          examples: drawn,
          between: series.filter((example) => !drawn.includes(example)).map(({ image }) => image),
          intensities: new Map(),
          segments: [{ index: 1, name: 'Left' }],
          plan: withIngredients(plan, ['search', 'interpolation']),
          seed: 1,
        },
        { ...quiet, onProgress: ({ stage }) => stages.add(stage) },
      );
      return [...stages];
    };
    const even = series.filter((_, slice) => slice % 2 === 0);
    expect(await stagesWith(even)).toEqual(['preparing', 'segmenter']);
    // Two slices cannot show whether interpolated outlines are correct.
    expect(await stagesWith([series[0], series[8]])).toEqual(['preparing', 'comparing', 'segmenter']);
    // So few examples are always cross-validated, to measure how good the segmenter is.
    expect(await stagesWith(even.slice(1))).toEqual(['preparing', 'comparing', 'segmenter']);
    const elsewhere = even.map((example) => ({
      ...example,
      image: { ...example.image, seriesId: 'another' },
    }));
    expect(await stagesWith([...even, ...elsewhere])).toEqual(['preparing', 'comparing', 'segmenter']);
  });

  it('keeps each change only on top of what helped before', async () => {
    const tried: string[] = [];
    const result = await climb(START, CHANGES, async (variation) => {
      tried.push(`${variation.intensities} ${variation.augmentation.flip}`);
      const dice = variation.intensities === 'equalised' ? 0.5 : 0.4;
      return { dice, agreement: variation.augmentation.flip === 0 ? 0.1 : 0.6 };
    });
    expect(tried).toEqual(['robust 0.5', 'equalised 0.5', 'equalised 0']);
    expect(result).toMatchObject({
      intensities: 'equalised',
      augmentation: { flip: 0.5 },
      best: { dice: 0.5 },
    });
    expect(result?.changes.map(({ kept }) => kept)).toEqual([true, false]);
    expect(await climb(START, CHANGES, async () => undefined)).toBe(undefined);
  });
});

describe('Dice of cases', () => {
  const labels = (...values: number[]) => Uint8Array.from(values);
  it('takes the images of a case together and leaves out what is nowhere', () => {
    const pairs = [
      { caseId: 'a', predicted: labels(1, 1, 0, 0), truth: labels(1, 0, 0, 0) },
      { caseId: 'a', predicted: labels(0, 0, 0, 0), truth: labels(0, 0, 0, 0) },
      { caseId: 'b', predicted: labels(1, 0, 0, 0), truth: labels(1, 0, 0, 2) },
    ];
    // Case a: 2/3 for segment 1; segment 2 occurs nowhere. Case b: 1 and 0.
    expect(meanCaseDice(pairs, [1, 2])).toBeCloseTo((2 / 3 + 1 + 0) / 3, 6);
    // A model that never predicts anything gets no credit for the empty image.
    const silent = pairs.map((pair) => ({ ...pair, predicted: labels(0, 0, 0, 0) }));
    expect(meanCaseDice(silent, [1, 2])).toBe(0);
  });

  it('two that find nothing do not agree', () => {
    const none = [labels(0, 0)];
    expect(agreement(none, none, [1])).toBe(0);
    expect(agreement([labels(1, 1)], [labels(1, 0)], [1])).toBeCloseTo(2 / 3, 6);
  });
});

describe('cases', () => {
  const examples = [0, 1, 2, 3].flatMap((patient) => [0, 1, 2].map((slice) => twins(patient, slice)));
  const patients = (list: readonly Example[]) => [...new Set(list.map(({ image }) => image.seriesId))];

  it('validate as a whole', () => {
    const { training, validation } = splitExamples(examples);
    expect(patients(validation).length).toBe(1);
    expect(patients(training)).not.toContain(patients(validation)[0]);
    expect(training.length + validation.length).toBe(examples.length);
  });

  it('are patients where these are known', () => {
    const known = examples.map((example, i) => ({ ...example, patientId: i % 12 < 6 ? 'A' : 'B' }));
    const third = { ...twins(7), patientId: 'C' };
    const { validation } = splitExamples([...known, third]);
    expect(new Set(validation.map(({ patientId }) => patientId)).size).toBe(1);
    const folds = dealFolds([...known, third], 3).map(
      (fold) => new Set(fold.map(({ patientId }) => patientId)),
    );
    expect(folds.map(({ size }) => size)).toEqual([1, 1, 1]);
  });

  it('are in one fold each', () => {
    const empty = { ...twins(9), labelmap: new Uint8Array(SIZE * SIZE) };
    const folds = dealFolds([...examples, empty], 3);
    expect(folds.flat().length).toBe(examples.length + 1);
    for (const patient of patients(examples)) {
      expect(folds.filter((fold) => patients(fold).includes(patient)).length).toBe(1);
    }
    expect(dealFolds([twins(0), empty], 3).length).toBe(1);
    expect(
      dealFolds(
        [0, 1, 2, 3].map((slice) => twins(0, slice)),
        3,
      ).map(({ length }) => length),
    ).toEqual([2, 1, 1]);
  });
});
