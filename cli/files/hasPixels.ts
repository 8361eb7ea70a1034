import dicomParser from 'dicom-parser';
import type { Attributes } from '../../src/dicom/Attributes';
import { numberOf } from '../../src/dicom/Attributes';
import { InputError } from '../InputError';

/**
 * Whether a DICOM file holds an image with integer pixels. Reports, contours, presentation states, measured
 * curves and the like do not.
 *
 * @param bytes the whole file
 * @throws InputError when the file is truncated before its pixel data
 */
export function hasPixels(file: string, bytes: Uint8Array, attributes: Attributes): boolean {
  const area = (numberOf(attributes, 'Rows') ?? 0) * (numberOf(attributes, 'Columns') ?? 0);
  if (attributes.PixelData !== undefined) return area > 0;
  if (attributes.FloatPixelData !== undefined || attributes.DoubleFloatPixelData !== undefined) return false;
  // dcmjs leaves out the element within which a file ends, so the lack of pixels alone does not tell.
  const describesPixels = area > 0 && attributes.PhotometricInterpretation !== undefined;
  if (describesPixels || !isComplete(bytes)) {
    throw new InputError(`${file} is cut short: its pixel data is missing. Copy or export it again.`);
  }
  return false;
}

/** Whether every element of a DICOM file can be read to its end. */
function isComplete(bytes: Uint8Array): boolean {
  try {
    const { elements, warnings, byteArray } = dicomParser.parseDicom(bytes);
    return (
      warnings.length === 0 &&
      Object.values(elements).every(({ dataOffset, length }) => dataOffset + length <= byteArray.length)
    );
  } catch {
    return false;
  }
}
