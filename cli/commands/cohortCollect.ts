import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { judgedSegs } from '../cohort/judgedSegs';
import { requireCohort, requireModel, withQueue, type QueueOptions } from '../cohort/openQueue';
import { Archive } from '../dicomweb/Archive';
import { readModel } from '../../src/storage/modelFile';
import { toArrayBuffer } from '../files/readBytes';
import { InputError } from '../InputError';
import { Progress } from '../report/Progress';
import { claimFolder } from './claimOutput';
import type { OptionalArchiveOptions } from './cohortOptions';
import { accessOf } from './cohortOptions';

export interface CohortCollectOptions extends OptionalArchiveOptions, QueueOptions {
  out: string;
}

/**
 * `few-shot cohort collect`: writes the series of a cohort whose masks a reader accepted or corrected, with
 * these masks, as a folder for `few-shot train`.
 *
 * @returns the text for stdout
 * @throws InputError when there is no cohort, or no mask has been judged
 */
export async function cohortCollect(options: CohortCollectOptions): Promise<string> {
  const { out } = options;
  const progress = new Progress(true);
  return withQueue(options, true, async (queue) => {
    const cohort = await requireCohort(queue);
    const segments = readModel(toArrayBuffer(await requireModel(queue))).description.segments.map(
      ({ name }) => name,
    );
    const access = accessOf({ ...options, dicomweb: options.dicomweb ?? cohort.archive });
    const archive = new Archive(access, options.patience);
    let [collected, proposed, seen] = [0, 0, 0];
    for await (const { job } of queue.records()) {
      progress.update('Collecting', ++seen, seen);
      for (const { series, bytes, isJudged } of await judgedSegs(archive, job.study, segments)) {
        if (!job.series.some(({ uid }) => uid === series)) continue;
        if (!isJudged) {
          proposed++;
          continue;
        }
        if (collected++ === 0) await claimFolder(path.join(out, 'masks'));
        const images = path.join(out, 'images', series);
        await mkdir(images, { recursive: true });
        await archive.retrieveSeries(job.study, series, images);
        await writeFile(path.join(out, 'masks', `${series}.dcm`), bytes);
      }
    }
    if (collected === 0) {
      throw new InputError(
        `None of the ${proposed} masks is accepted or corrected. Judge all masks of a series in the viewer, and store it.`,
      );
    }
    return `${out}: ${collected} series with judged masks; ${proposed} with proposals are left out\n`;
  }).finally(() => progress.end());
}
