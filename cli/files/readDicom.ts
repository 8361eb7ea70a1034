import type { Vector3 } from '../../src/data/Image';
import type { Attributes } from '../../src/dicom/Attributes';
import { itemOf, itemsOf, numberOf, numbersOf } from '../../src/dicom/Attributes';
import { readPart10 } from '../../src/dicom/readPart10';
import { InputError } from '../InputError';
import { checkSize } from './checkSize';
import { decodeFrames } from './decodeFrames';
import { decodeText } from './decodeText';
import type { DicomFile, DicomFrame } from './DicomFile';
import { hasPixels } from './hasPixels';
import { inflateDataset } from './inflateDataset';
import { modalityValues } from './modalityValues';
import { readBytes, toArrayBuffer } from './readBytes';

/**
 * The attributes of a DICOM file by keyword, including its file meta information.
 *
 * @throws InputError when the file is not DICOM
 */
export function readAttributes(file: string, bytes: Buffer): Attributes {
  try {
    const inflated = inflateDataset(bytes);
    const attributes = readPart10(toArrayBuffer(inflated));
    decodeText(inflated, attributes);
    return attributes;
  } catch (error) {
    throw new InputError(
      `${file} is not a readable DICOM file (${(error as Error).message}). Export it again as DICOM Part 10.`,
    );
  }
}

/**
 * Reads a DICOM image, single- or multi-frame, with the modality rescale applied.
 *
 * @throws InputError when the file is not a DICOM image, or is of an unsupported kind
 */
export async function readDicom(file: string): Promise<DicomFile> {
  const bytes = await readBytes(file);
  const attributes = readAttributes(file, bytes);
  if (!hasPixels(file, bytes, attributes)) {
    throw new InputError(`${file} is a DICOM file without an image. Take it away, or give an image series.`);
  }
  const rows = numberOf(attributes, 'Rows') ?? 0;
  const columns = numberOf(attributes, 'Columns') ?? 0;
  checkSize(file, [columns, rows, numberOf(attributes, 'NumberOfFrames') ?? 1]);
  const shared = itemOf(attributes, 'SharedFunctionalGroupsSequence');
  const perFrame = itemsOf(attributes, 'PerFrameFunctionalGroupsSequence');
  const { channels, frames: decoded } = await decodeFrames(file, bytes, attributes);
  const frames = decoded.map((stored, index): DicomFrame => {
    // Per-frame attributes override shared ones, and both override those of the instance.
    const group = (keyword: string) =>
      itemOf(perFrame[index], keyword) ?? itemOf(shared, keyword) ?? attributes;
    const rescale = group('PixelValueTransformationSequence');
    const measures = group('PixelMeasuresSequence');
    return {
      channels,
      // A rescale applies to grey values only; viewers show colour as stored.
      pixels: channels === 1 ? modalityValues(file, stored, attributes, rescale) : stored,
      position: vector(numbersOf(group('PlanePositionSequence'), 'ImagePositionPatient')),
      orientation: orientation(numbersOf(group('PlaneOrientationSequence'), 'ImageOrientationPatient')),
      spacing: spacing(numbersOf(measures, 'PixelSpacing') ?? numbersOf(measures, 'ImagerPixelSpacing')),
    };
  });
  return { file, attributes, rows, columns, frames };
}

function vector(values: number[] | undefined): Vector3 | undefined {
  return values?.length === 3 ? [values[0], values[1], values[2]] : undefined;
}

function orientation(values: number[] | undefined): DicomFrame['orientation'] {
  if (values?.length !== 6) return undefined;
  return { row: [values[0], values[1], values[2]], column: [values[3], values[4], values[5]] };
}

function spacing(values: number[] | undefined): DicomFrame['spacing'] {
  return values?.length === 2 && values[0] > 0 && values[1] > 0
    ? { row: values[0], column: values[1] }
    : undefined;
}
