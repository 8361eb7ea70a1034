import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Segment } from '../../src/data/Segment';
import { Segmenter } from '../../src/inference/Segmenter';
import type { Case } from '../cases/Case';
import type { CaseFiles } from '../cases/CaseFiles';
import { Dataset } from '../cases/Dataset';
import { ofOtherPatients, patientsOf } from '../cases/patients';
import { pickLabelled } from '../cases/pickLabelled';
import { planeImage } from '../engine/planeImage';
import { predictCase } from '../engine/predictCase';
import { startEngine } from '../engine/startEngine';
import { planeOf } from '../engine/trainOnCases';
import type { CaseScore } from '../metrics/measureCase';
import { measureCase, TOLERANCE } from '../metrics/measureCase';
import { summarise } from '../metrics/summarise';
import type { EvaluationReport } from '../report/EvaluationReport';
import { printReport } from '../report/printReport';
import { Progress } from '../report/Progress';
import { UnitNotes } from '../report/UnitNotes';
import { claimFolder } from './claimOutput';
import { describeCases } from './describeCases';
import type { TrainingOptions } from './options';
import { loadAll } from './loadAll';
import { unlabelledSeries } from './listUnlabelled';
import { segmentsOf, trainingPlan } from './trainingPlan';
import { trainOnDataset } from './trainOnDataset';
import { writeOverlays } from './writeOverlays';

export interface EvaluateOptions extends TrainingOptions {
  test?: string;
  out?: string;
  json?: boolean;
}

/** A trained segmenter, and the test cases that it is evaluated on. */
interface Evaluation {
  segmenter: Segmenter;
  segments: readonly Segment[];
  unit: 'mm' | 'pixels';
}

/**
 * `few-shot evaluate`: trains on the labelled cases, predicts the others, and reports the accuracy.
 *
 * @returns the text for stdout
 */
export async function evaluate(options: EvaluateOptions): Promise<string> {
  const began = performance.now();
  if (options.out !== undefined) await claimFolder(options.out);
  const progress = new Progress(!options.json);
  try {
    const dataset = await Dataset.open(options.train, options.test, options, (done, total) =>
      progress.update('Reading', done, total),
    );
    const { labelled, rest } = pickLabelled(
      dataset.train,
      options.labelled,
      options.pick,
      options.seed,
      dataset.test === undefined,
    );
    const patients = patientsOf(options.group, dataset.train);
    progress.note(patients?.summary);
    const tests = dataset.test ?? ofOtherPatients(rest, labelled, patients?.of);
    progress.note(leftOut(dataset.test ? 0 : rest.length - tests.length));
    progress.note(dataset.colourNote);
    progress.note(dataset.maskNote);
    const units = new UnitNotes();
    await describeCases([...labelled, ...tests], units);
    progress.note(units.describe());
    const segments = segmentsOf(dataset.rule, options);
    const backend = await startEngine(options.backend, options.threads);
    const plan = trainingPlan(options, backend);
    const cases = await loadAll(dataset, labelled);
    const toPredict = tests.map(({ name }) => unlabelledSeries(name));
    const read = performance.now();

    const { snapshot, steps } = await trainOnDataset(
      dataset,
      options,
      { cases, toPredict, segments, patientOf: patients?.of, plan },
      progress,
    );
    const trained = performance.now();

    const evaluation: Evaluation = {
      segmenter: new Segmenter(snapshot.description, snapshot.weights),
      segments,
      unit: dataset.inMillimetres ? 'mm' : 'pixels',
    };
    const { scores, predictMs } = await score(evaluation, dataset, tests, progress);
    const ended = performance.now();
    const seconds = (ms: number) => Math.round(ms) / 1000;
    const { mean, std } = summarise(scores.map(({ dice }) => dice));
    const distances = scores.flatMap(({ hd95 }) => (hd95 === null ? [] : [hd95]));
    const report: EvaluationReport = {
      dataset: nameOf(options.train),
      method: options.method,
      segmenter: options.segmenter,
      labelled: labelled.length,
      seed: options.seed,
      size: plan.size,
      channels: dataset.channels,
      backend: backend.name,
      dice: { mean: mean ?? 0, std: std ?? 0, cases: scores },
      hd95: { mean: summarise(distances).mean, unit: evaluation.unit },
      surfaceDice: {
        mean: summarise(scores.map(({ surfaceDice }) => surfaceDice)).mean ?? 0,
        tolerance: TOLERANCE,
      },
      steps,
      learnt: snapshot.learnt,
      seconds: {
        train: seconds(trained - read),
        generator: seconds(1000 * snapshot.seconds.generator),
        predict: seconds(predictMs),
        total: seconds(ended - began),
      },
    };
    if (options.out !== undefined) {
      await writeFile(path.join(options.out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
      // The measurements are kept even if an overlay cannot be written.
      await writeOverlays(
        options.out,
        { unit: evaluation.unit, predict: (one) => predict(evaluation, one) },
        dataset,
        tests,
        scores,
      ).catch((error: Error) => progress.note(`The overlays could not be written (${error.message})`));
    }
    evaluation.segmenter.dispose();
    if (options.json) return `${JSON.stringify(report)}\n`;
    const { generator } = snapshot.seconds;
    return printReport(report, {
      reading: (read - began) / 1000,
      generator,
      segmenter: (trained - read) / 1000 - generator,
      predicting: predictMs / 1000,
      measuring: (ended - trained - predictMs) / 1000,
      total: (ended - began) / 1000,
    });
  } finally {
    progress.end();
  }
}

function leftOut(count: number): string | undefined {
  if (count === 0) return undefined;
  return `${count} ${count === 1 ? 'case' : 'cases'} of labelled patients left out of the test set`;
}

async function score(
  evaluation: Evaluation,
  dataset: Dataset,
  tests: readonly CaseFiles[],
  progress: Progress,
): Promise<{ scores: CaseScore[]; predictMs: number }> {
  const scores: CaseScore[] = [];
  let predictMs = 0;
  for (const [index, files] of tests.entries()) {
    const one = await dataset.load(files);
    const start = performance.now();
    const prediction = await predict(evaluation, one);
    predictMs += performance.now() - start;
    scores.push(measure(evaluation, one, prediction));
    progress.update('Predicting', index + 1, tests.length, one.name);
  }
  return { scores, predictMs };
}

/** Predicts the labels of each slice of a case. */
async function predict({ segmenter }: Evaluation, one: Case): Promise<Uint8Array[]> {
  const images = one.slices.map((_, index) => planeImage(planeOf(one, index), `${index}`, '', index));
  return (await predictCase(segmenter, images)).labelmaps;
}

function measure({ segments, unit }: Evaluation, one: Case, prediction: readonly Uint8Array[]): CaseScore {
  const { columns, rows, slices, spacing } = one.slicing;
  return measureCase(
    one.name,
    Buffer.concat(one.slices.map(({ labelmap }) => labelmap)),
    Buffer.concat(prediction),
    segments.map(({ index }) => index),
    [columns, rows, slices],
    unit === 'mm' && spacing ? [spacing.column, spacing.row, spacing.slice] : [1, 1, 1],
  );
}

/** A data set is named after its folder, or after the parent folder if its folder is called "train". */
function nameOf(folder: string): string {
  const full = path.resolve(folder);
  const name = path.basename(full);
  return /^train(ing)?$/i.test(name) ? path.basename(path.dirname(full)) : name;
}
