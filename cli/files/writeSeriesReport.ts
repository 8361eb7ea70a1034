import { readFile, writeFile } from 'node:fs/promises';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import { readPart10 } from '../../src/dicom/readPart10';
import type { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { writeReport } from '../../src/dicom/writeReport';
import { InputError } from '../InputError';
import type { PredictedMasks, Predictor } from './describeMasks';
import { describeMasks } from './describeMasks';
import { toArrayBuffer } from './readBytes';
import type { DicomStack } from './stackFrames';

/**
 * Writes the volumes of a DICOM SEG's segments as a measurement report.
 *
 * @param file the report
 * @param seg the file with the DICOM SEG of these masks
 * @throws InputError when the volumes are not known
 */
export async function writeSeriesReport(
  file: string,
  seg: string,
  masks: PredictedMasks,
  stack: DicomStack,
  predictor: Predictor,
  numbers: SeriesNumbers,
): Promise<void> {
  const source = stack.frames[0].source.attributes;
  const number = numbers.next(textOf(source, 'StudyInstanceUID'), [numberOf(source, 'SeriesNumber') ?? 0]);
  const content = describeMasks(masks, stack, predictor, number);
  const series = { ...content.series, description: `${content.series.description}, volumes` };
  const written = readPart10(toArrayBuffer(await readFile(seg)));
  let bytes: ArrayBuffer;
  try {
    ({ bytes } = writeReport({ ...content, series }, written));
  } catch (error) {
    throw new InputError(`its masks have no report of volumes. ${(error as Error).message}`);
  }
  await writeFile(file, new Uint8Array(bytes));
}
