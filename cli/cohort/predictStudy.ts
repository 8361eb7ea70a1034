import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { textOf } from '../../src/dicom/Attributes';
import { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { writeSeg, type WrittenSeg } from '../../src/dicom/writeSeg';
import { Archive } from '../dicomweb/Archive';
import { describeMasks } from '../files/describeMasks';
import { SERIES_FORMATS, type SeriesFormatName } from '../files/seriesFormats';
import type { DicomFile } from '../files/DicomFile';
import { readBytes } from '../files/readBytes';
import { readAttributes, readDicom } from '../files/readDicom';
import { framesOf, groupFrames, stackGroup, type DicomStack } from '../files/stackFrames';
import { predictVoxels } from '../engine/predictVoxels';
import { InputError } from '../InputError';
import { describeMask } from './describeMask';
import { drawMiddle } from './drawMiddle';
import type { LoadedModel } from './loadModel';
import { loadModel } from './loadModel';
import { segUid } from './segUid';
import { storeSegs } from './storeSegs';
import type { FoundSeries, SeriesResult, StudyJob, StudyResult } from './StudyJob';
import type { WorkerSettings } from './WorkerSettings';

/** A series, or one of the volumes that it holds, with its masks. */
interface Predicted {
  seg: WrittenSeg;
  result: SeriesResult;
}

/**
 * Does the work on a study: retrieves its series one after the other, predicts them, and stores all their
 * DICOM SEGs. The images of one series are in memory at a time.
 *
 * @throws InputError when the images cannot be predicted
 * @throws ArchiveError
 */
export async function predictStudy(settings: WorkerSettings, job: StudyJob): Promise<StudyResult> {
  const start = performance.now();
  const model = await loadModel(settings);
  const archive = new Archive(settings.archive, settings.patience);
  const numbers = new SeriesNumbers();
  const predicted: Predicted[] = [];
  let bytes = 0;
  for (const series of job.series) {
    const folder = await mkdtemp(path.join(settings.spool, 'series-'));
    try {
      const retrieved = await archive.retrieveSeries(job.study, series.uid, folder);
      bytes += retrieved.bytes;
      const nextNumber = () => numbers.next(job.study, job.numbers);
      predicted.push(...(await predictSeries(model, settings.format, series, retrieved.files, nextNumber)));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  await storeSegs(
    archive,
    predicted.map(({ seg }) => seg),
    settings.folder,
  );
  const seconds = (performance.now() - start) / 1000;
  return { series: predicted.map(({ result }) => result), seconds, bytes };
}

/** @param nextNumber gives each new series its number */
async function predictSeries(
  model: LoadedModel,
  format: SeriesFormatName,
  series: FoundSeries,
  files: readonly string[],
  nextNumber: () => number,
): Promise<Predicted[]> {
  const name = series.description ? `Series "${series.description}"` : `Series ${series.uid}`;
  const images: DicomFile[] = [];
  // A mask of the readable images alone would look complete.
  for (const file of files) images.push(await readImage(name, file));
  const groups = groupFrames(framesOf(images));
  if (groups.length === 0) throw new InputError(`${name} holds no image.`);
  const results: Predicted[] = [];
  for (const [index, group] of groups.entries()) {
    const place = { index, number: nextNumber() };
    results.push(await predictStack(model, format, series, name, stackGroup(group), place));
  }
  return results;
}

/** @param place `index` of the volume in its series, and `number` of the new series */
async function predictStack(
  { opened, segmenter, members }: LoadedModel,
  format: SeriesFormatName,
  series: FoundSeries,
  name: string,
  stack: DicomStack,
  place: { index: number; number: number },
): Promise<Predicted> {
  const { encoding, needsProbabilities } = SERIES_FORMATS[format];
  const wanted = { members, probabilities: needsProbabilities };
  const masks = await predictVoxels(segmenter, stack, name, wanted);
  const { labels, confidences, agreement } = masks;
  const { segments } = opened.description;
  const predictor = { name: opened.name, id: opened.id, segments };
  // Binary ones have had no name of the format in their UIDs from the first version on.
  const kind = format === 'seg' ? [] : [format];
  const makeUid = (purpose: string) => segUid(opened.id, series.uid, `${place.index}`, ...kind, purpose);
  const seg = writeSeg(describeMasks(masks, stack, predictor, place.number, makeUid), encoding);
  const { middle, ...description } = describeMask(labels, stack, segments, confidences);
  const area = stack.size[0] * stack.size[1];
  const picture = drawMiddle(stack.frames[middle], labels.subarray(middle * area, (middle + 1) * area));
  return {
    seg,
    result: {
      ...{ series: series.uid, description: series.description, modality: series.modality },
      ...description,
      agreement,
      picture: picture.toString('base64'),
      seg: seg.sopInstanceUID,
    },
  };
}

/** @throws InputError that names the instance, as its file is gone when the message is read */
async function readImage(series: string, file: string): Promise<DicomFile> {
  try {
    return await readDicom(file);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const uid = textOf(readAttributes(file, await readBytes(file)), 'SOPInstanceUID');
    throw new InputError(`${series}: ${error.message.replace(file, `instance ${uid}`)}`);
  }
}
