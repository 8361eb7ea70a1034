import { writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import { niftiLabels } from '../../src/dicom/niftiLabels';
import type { SegContent } from '../../src/dicom/SegContent';
import type { SegEncodingName } from '../../src/dicom/segEncodings';
import type { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { writeSeg } from '../../src/dicom/writeSeg';
import { writeStructureSet } from '../../src/dicom/writeStructureSet';
import { InputError } from '../InputError';
import type { PredictedMasks, Predictor } from './describeMasks';
import { describeMasks } from './describeMasks';
import type { DicomStack } from './stackFrames';

/** A kind of file for the masks of a DICOM series. */
interface SeriesFormat {
  title: string;
  ending: string;
  /** For a DICOM SEG, how it holds the masks. */
  encoding?: SegEncodingName;
  /** Whether it holds the probabilities of the segments. */
  needsProbabilities?: boolean;
  make: (content: SegContent) => Uint8Array;
}

const segFormat = (title: string, encoding: SegEncodingName) => ({
  title,
  ending: '.dcm',
  encoding,
  make: (content: SegContent) => new Uint8Array(writeSeg(content, encoding).bytes),
});

const FORMATS = {
  seg: segFormat('DICOM SEG', 'binary'),
  labelmap: segFormat('DICOM label map SEG', 'labelmap'),
  fractional: { ...segFormat('fractional DICOM SEG', 'fractional'), needsProbabilities: true },
  rtstruct: {
    title: 'RT Structure Set',
    ending: '.dcm',
    make: (content) => new Uint8Array(writeStructureSet(content).bytes),
  },
  nifti: {
    title: 'NIfTI',
    ending: '.nii.gz',
    make: ({ images }) => gzipSync(niftiLabels(images)),
  },
} satisfies Record<string, SeriesFormat>;

/** Name of a format in the options. */
export type SeriesFormatName = keyof typeof FORMATS;

/** What the masks of a DICOM series can be written as. */
export const SERIES_FORMATS: Readonly<Record<SeriesFormatName, SeriesFormat>> = FORMATS;

/** The formats that are DICOM SEGs. */
export const SEG_FORMATS = Object.keys(FORMATS).filter(
  (name) => SERIES_FORMATS[name as SeriesFormatName].encoding,
) as SeriesFormatName[];

/**
 * Writes predicted masks for the images of a DICOM series that they were predicted on.
 *
 * @param masks on the stack's grid, see `describeMasks`
 * @param numbers assigns the new series its number
 * @throws InputError when the format cannot hold masks on such images
 */
export async function writeSeries(
  file: string,
  masks: PredictedMasks,
  stack: DicomStack,
  predictor: Predictor,
  numbers: SeriesNumbers,
  format: SeriesFormatName = 'seg',
): Promise<void> {
  const source = stack.frames[0].source.attributes;
  const number = numbers.next(textOf(source, 'StudyInstanceUID'), [numberOf(source, 'SeriesNumber') ?? 0]);
  let bytes: Uint8Array;
  try {
    bytes = SERIES_FORMATS[format].make(describeMasks(masks, stack, predictor, number));
  } catch (error) {
    const others = Object.keys(SERIES_FORMATS).filter((name) => name !== format);
    throw new InputError(
      `its masks cannot be written as ${SERIES_FORMATS[format].title}. ${(error as Error).message} ` +
        `Try --format ${others.join(', ')}.`,
    );
  }
  await writeFile(file, bytes);
}
