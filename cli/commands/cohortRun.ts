import { countStates, describeCounts } from '../cohort/countStates';
import { describeExclusions, describeJob } from '../cohort/describePlan';
import type { Cohort, JobQueue } from '../cohort/JobQueue';
import { withQueue, type QueueOptions } from '../cohort/openQueue';
import { planCohort, rulesFor, type Plan } from '../cohort/planCohort';
import type { SeriesRule } from '../cohort/SeriesRule';
import { Archive } from '../dicomweb/Archive';
import type { ArchiveAccess } from '../dicomweb/archiveAccess.mjs';
import type { OpenedModel } from '../engine/openModel';
import { openModel } from '../engine/openModel';
import type { SeriesFormatName } from '../files/seriesFormats';
import { readBytes } from '../files/readBytes';
import { InputError } from '../InputError';
import { Progress } from '../report/Progress';
import { writeOut } from '../report/writeOut';
import type { ArchiveOptions, WorkOptions } from './cohortOptions';
import { accessOf } from './cohortOptions';
import { workOn } from './cohortWork';

export interface CohortRunOptions extends ArchiveOptions, WorkOptions, QueueOptions {
  model: string;
  query: string;
  series: string[];
  store: string;
  format: SeriesFormatName;
  dryRun?: boolean;
}

/**
 * `few-shot cohort run`: finds studies, and predicts those that are not done.
 *
 * @returns whether every study is done
 * @throws InputError when the model, the rules, the archive or the state cannot be used
 */
export async function cohortRun(options: CohortRunOptions): Promise<boolean> {
  const model = await openModel(options.model);
  const rules = rulesFor(options.series, model);
  const access = accessOf(options);
  const archive = new Archive(access, options.patience);
  if (options.dryRun) return dryRun(archive, options.query, rules);
  return withQueue(options, false, async (queue) => {
    const cohort = describeCohort(options, model, access, rules);
    await checkSame(queue, cohort);
    const bytes = await readBytes(options.model);
    await queue.describe(cohort, bytes);
    const plan = await search(archive, options.query, rules, queue);
    await queue.describe({ ...cohort, exclusions: plan.exclusions }, bytes);
    const known = plan.studies - plan.added;
    await writeOut(
      `${plan.studies} studies with ${plan.series} series, ${known} of them known\n` +
        describeExclusions(plan.exclusions)
          .map((line) => `${line}\n`)
          .join(''),
    );
    await workOn(queue, options, access);
    const counts = await countStates(queue);
    await writeOut(`${describeCounts(counts)}\n`);
    return counts.failed.length === 0 && counts.states.waiting === 0;
  });
}

async function dryRun(archive: Archive, query: string, rules: readonly SeriesRule[]): Promise<boolean> {
  const lines: string[] = [];
  const plan = await planCohort(archive, query, rules, undefined, (job) => lines.push(describeJob(job)));
  lines.push(`would predict ${plan.series} series of ${plan.studies} studies`);
  await writeOut([...lines, ...describeExclusions(plan.exclusions)].map((line) => `${line}\n`).join(''));
  return true;
}

async function search(
  archive: Archive,
  query: string,
  rules: readonly SeriesRule[],
  queue: JobQueue,
): Promise<Plan> {
  const progress = new Progress(true);
  let found = 0;
  try {
    return await planCohort(archive, query, rules, queue, () => {
      found++;
      progress.update('Searching', found, found);
    });
  } finally {
    progress.end();
  }
}

function describeCohort(
  { query, store, format }: CohortRunOptions,
  model: OpenedModel,
  access: ArchiveAccess,
  rules: readonly SeriesRule[],
): Cohort {
  const url = new URL(access.url);
  url.username = url.password = '';
  return {
    ...{ modelId: model.id, model: model.name, archive: url.href, query, store, format },
    rules: rules.map(({ text }) => text),
    exclusions: [],
  };
}

/** @throws InputError when the queue holds the jobs of another model or archive */
async function checkSame(queue: JobQueue, cohort: Cohort): Promise<void> {
  const known = await queue.cohort();
  if (!known) return;
  const other = { ...known, format: known.format ?? 'seg' };
  const field = (['modelId', 'archive', 'store', 'format'] as const).find(
    (name) => other[name] !== cohort[name],
  );
  if (!field) return;
  const name = field === 'modelId' ? 'model' : field;
  throw new InputError(
    `This state belongs to another cohort: its ${name} is ${other[name]}, not ${cohort[name]}. Give another --state or --name.`,
  );
}
