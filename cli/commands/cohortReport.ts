import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { requireCohort, withQueue, type QueueOptions } from '../cohort/openQueue';
import type { JobRecord } from '../cohort/JobQueue';
import { rateMasks } from '../cohort/rateMasks';
import { reportPage } from '../cohort/reportPage';
import { csvOf, reportRows } from '../cohort/reportRows';
import { InputError } from '../InputError';
import { claimFile } from './claimOutput';

export interface CohortReportOptions extends QueueOptions {
  out: string;
  viewer: string;
}

/**
 * `few-shot cohort report`: writes what a cohort's masks look like as a page, CSV or JSON, by the ending.
 *
 * @returns the text for stdout
 * @throws InputError when there is no cohort, or the ending is none of these
 */
export async function cohortReport(options: CohortReportOptions): Promise<string> {
  const { out, viewer } = options;
  const ending = path.extname(out).toLowerCase();
  if (!['.html', '.csv', '.json'].includes(ending))
    throw new InputError(
      `--out ${out} ends in none of .html, .csv and .json. Name a file with one of these.`,
    );
  if (!URL.canParse(viewer)) throw new InputError(`--viewer must be a URL, not "${viewer}".`);
  return withQueue(options, true, async (queue) => {
    const cohort = await requireCohort(queue);
    const records: JobRecord[] = [];
    for await (const record of queue.records()) records.push(record);
    const masks = rateMasks(records);
    await claimFile(out);
    const rows = reportRows(masks);
    if (ending === '.html') await writeFile(out, await reportPage(cohort, masks, viewer));
    else await writeFile(out, ending === '.csv' ? csvOf(rows) : JSON.stringify({ cohort, rows }, null, 2));
    const flagged = masks.filter(({ flags }) => flags.length > 0).length;
    return `${out}: ${masks.length} rows, ${flagged} with a flag\n`;
  });
}
