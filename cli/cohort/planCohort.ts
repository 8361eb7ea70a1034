import type { Archive } from '../dicomweb/Archive';
import type { OpenedModel } from '../engine/openModel';
import { learntFrom } from '../files/learntFrom';
import { Exclusions, type Exclusion } from './Exclusions';
import { findStudies } from './findStudies';
import type { JobQueue } from './JobQueue';
import type { SeriesRule } from './SeriesRule';
import { parseRule } from './SeriesRule';
import type { StudyJob } from './StudyJob';

/** Studies that are added to the queue at once. */
const BATCH = 50;

/** What was found in the archive. */
export interface Plan {
  studies: number;
  series: number;
  /** Studies that the queue did not know. */
  added: number;
  exclusions: Exclusion[];
}

/**
 * The rules for series: those given; without any, the modalities that the model has learnt from.
 *
 * @throws InputError when a rule is badly written
 */
export function rulesFor(texts: readonly string[], model: OpenedModel): SeriesRule[] {
  if (texts.length > 0) return texts.map(parseRule);
  const modalities = learntFrom(model).modalities.filter((modality) => /^\w+$/.test(modality));
  return modalities.length === 0 ? [] : [parseRule(`Modality~^(${modalities.join('|')})$`)];
}

/**
 * Finds the studies of a cohort and adds them to its queue as they are found.
 *
 * @param queue undefined to add nothing
 * @param onFound is told each study
 */
export async function planCohort(
  archive: Archive,
  query: string,
  rules: readonly SeriesRule[],
  queue: JobQueue | undefined,
  onFound: (job: StudyJob) => void,
): Promise<Plan> {
  const exclusions = new Exclusions();
  const plan = { studies: 0, series: 0, added: 0 };
  let batch: StudyJob[] = [];
  const flush = async () => {
    plan.added += (await queue?.add(batch)) ?? 0;
    batch = [];
  };
  for await (const job of findStudies(archive, query, rules, exclusions)) {
    plan.studies++;
    plan.series += job.series.length;
    onFound(job);
    batch.push(job);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return { ...plan, exclusions: exclusions.list() };
}
