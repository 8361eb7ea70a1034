import path from 'node:path';
import { Dataset } from '../../cli/cases/Dataset';
import { loadAll } from '../../cli/commands/loadAll';
import { planeImage } from '../../cli/engine/planeImage';
import { planeOf, trainOnCases } from '../../cli/engine/trainOnCases';
import { planOf } from '../../cli/methods/methods';
import { sampleSeries } from '../../src/data/sampleSeries';
import { spread } from '../../src/data/spread';
import { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import type { TrainingPlan } from '../../src/learning/presets';
import { PLANS } from '../../src/learning/presets';
import { drawnOf } from '../experiments/drawnOf';
import { learnSeries } from '../experiments/learnSeries';
import { readStack } from '../experiments/stack';
import { datasets } from '../experiments/tasks';
import type { JudgedSlice } from './JudgedSlice';
import { predictVolume } from './predictVolume';

/** How a set is trained. */
export interface SetOptions {
  steps: number;
  seed: number;
}

/** Trains on a set and predicts its other images: a list of slices for each volume. */
type Predict = (options: SetOptions) => Promise<JudgedSlice[][]>;

const EVERY = 8;
const at = (folder: string) => path.join(datasets, folder);

/**
 * The sets. The weights of the rating were chosen on the first two; the others confirm it. The last one has
 * single images, so nothing but the confidence can rate them.
 */
export const SETS: Record<string, Predict> = {
  'sarcoma-1': series('STS_001'),
  hippocampus: cases(at('hippocampus/train'), at('hippocampus/test'), { labelled: 3, tests: 10, slices: 3 }),
  'sarcoma-4': series('STS_004'),
  lv: cases(at('sunnybrook_lv/train'), at('sunnybrook_lv/test'), { labelled: 9, tests: 93 }),
};

/** A short training without generated images; all examples train. */
function planFor({ steps }: SetOptions): TrainingPlan {
  const preset = { ...PLANS.modest.fast, seconds: undefined, segmenterSteps: steps, patience: Infinity };
  const plan = planOf('full', preset, ['generator', 'end-to-end', 'include-validation']);
  return { ...plan, includeValidationAt: 0 };
}

/** One MR series with every eighth slice of the tumour drawn. */
function series(patient: string): Predict {
  const folder = at(`sarcoma_ct_pet_mr/${patient}`);
  return async (options) => {
    const slices = await readStack({
      name: 'series',
      image: { path: `${folder}/dicom_MR_T1`, kind: 'series' },
      mask: { path: `${folder}/mask.nii.gz`, kind: 'nifti' },
    });
    const drawn = drawnOf(slices, EVERY);
    const learnt = await learnSeries(slices, drawn, {
      plan: planFor(options),
      seed: options.seed,
      interpolates: true,
    });
    const judged = await predictVolume(learnt.series, slices, drawn);
    learnt.segmenter.dispose();
    return [judged];
  };
}

/** Cases of several patients; the first ones train, some of the test cases are predicted. */
function cases(
  trainFolder: string,
  testFolder: string,
  { labelled, tests, slices }: { labelled: number; tests: number; slices?: number },
): Predict {
  return async (options) => {
    const dataset = await Dataset.open(trainFolder, testFolder, { foreground: true }, () => undefined);
    const { snapshot } = await trainOnCases(
      {
        cases: await loadAll(dataset, dataset.train.slice(0, labelled)),
        segments: [{ index: 1, name: 'Structure' }],
        plan: planFor(options),
        seed: options.seed,
        inMillimetres: dataset.inMillimetres,
        slicesPerVolume: slices,
      },
      () => undefined,
    );
    const segmenter = new Segmenter(snapshot.description, snapshot.weights);
    const volumes: JudgedSlice[][] = [];
    for (const files of spread(dataset.test ?? [], tests)) {
      const one = await dataset.load(files);
      const examples = one.slices.map(({ labelmap }, z) => ({
        image: planeImage(planeOf(one, z), `${z}`, '', z),
        labelmap,
      }));
      const sample = await sampleSeries(
        examples.map(({ image }) => image),
        (z) => examples[z].image,
      );
      volumes.push(await predictVolume(new SeriesPredictor(segmenter, { sample }), examples, new Set()));
    }
    segmenter.dispose();
    return volumes;
  };
}
