import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeModel } from '../../src/storage/modelFile';
import { joinTrainedOn } from '../../src/worker/joinTrainedOn';
import { modelSummary } from '../../src/worker/modelSummary';
import { Dataset } from '../cases/Dataset';
import { patientsOf } from '../cases/patients';
import { pickLabelled } from '../cases/pickLabelled';
import { openModel } from '../engine/openModel';
import { startEngine } from '../engine/startEngine';
import { learntFrom } from '../files/learntFrom';
import { Progress } from '../report/Progress';
import { UnitNotes } from '../report/UnitNotes';
import { claimFile } from './claimOutput';
import { describeCases } from './describeCases';
import { loadAll } from './loadAll';
import { listUnlabelled } from './listUnlabelled';
import type { TrainingOptions } from './options';
import { segmentsOfStart } from './segmentsOfStart';
import { segmentsOf, trainingPlan } from './trainingPlan';
import { trainOnDataset } from './trainOnDataset';

export interface TrainOptions extends TrainingOptions {
  out: string;
  /** Model file to go on from. */
  continue?: string;
  unlabelled?: string;
  names?: string[];
}

/**
 * `few-shot train`: trains on a folder and writes the model.
 *
 * @returns the text for stdout
 */
export async function train(options: TrainOptions): Promise<string> {
  await claimFile(options.out);
  const progress = new Progress(true);
  try {
    const dataset = await Dataset.open(options.train, undefined, options, (done, total) =>
      progress.update('Reading', done, total),
    );
    progress.note(dataset.colourNote);
    progress.note(dataset.maskNote);
    const start = options.continue === undefined ? undefined : await openModel(options.continue);
    const segments = start ? segmentsOfStart(dataset, start) : segmentsOf(dataset.rule, options);
    const patients = patientsOf(options.group, dataset.train);
    progress.note(patients?.summary);
    const { labelled } = pickLabelled(dataset.train, options.labelled, options.pick, options.seed, false);
    const backend = await startEngine(options.backend, options.threads);
    const plan = trainingPlan(options, backend);
    const { unlabelled } = options;
    const earlier = start && learntFrom(start);
    const units = new UnitNotes(earlier?.units);
    const images = await describeCases(labelled, units);
    const trainedOn = earlier ? joinTrainedOn(earlier, images) : images;
    progress.note(units.describe());
    const { snapshot, steps, examples } = await trainOnDataset(
      dataset,
      options,
      {
        cases: await loadAll(dataset, labelled),
        toPredict:
          unlabelled === undefined ? [] : await listUnlabelled(unlabelled, (text) => progress.note(text)),
        segments,
        patientOf: patients?.of,
        ...{ plan, start },
      },
      progress,
    );
    const { preset, out } = options;
    const name = path.basename(out, path.extname(out));
    const facts = { plan, preset, examples, trainedOn, name };
    const metadata = modelSummary(snapshot, facts, backend.name);
    await writeFile(options.out, new Uint8Array(writeModel({ ...snapshot, metadata })));
    return (
      `${options.out}: ${segments.map(({ name }) => name).join(', ')}, ${labelled.length} cases, ${steps} steps, ` +
      `${snapshot.seconds.total.toFixed(1)} s on ${backend.label}, ` +
      `${snapshot.heldOut ? 'validation' : 'training'} Dice ${snapshot.validationDice.toFixed(3)}\n`
    );
  } finally {
    progress.end();
  }
}
