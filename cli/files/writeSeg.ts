import { writeFile } from 'node:fs/promises';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import type { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import type { Predictor } from './makeSeg';
import { makeSeg } from './makeSeg';
import type { DicomStack } from './stackFrames';

/**
 * Writes predicted labels as a binary DICOM segmentation of the images that they were predicted on.
 *
 * @param labels segment indices on the stack's grid
 * @param numbers assigns the new series its number
 */
export async function writeSeg(
  file: string,
  labels: Uint8Array,
  stack: DicomStack,
  predictor: Predictor,
  numbers: SeriesNumbers,
): Promise<void> {
  const source = stack.frames[0].source.attributes;
  const number = numbers.next(textOf(source, 'StudyInstanceUID'), [numberOf(source, 'SeriesNumber') ?? 0]);
  await writeFile(file, new Uint8Array(makeSeg(labels, stack, predictor, number).bytes));
}
