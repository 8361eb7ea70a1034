import type { Attributes } from '../../src/dicom/Attributes';
import { itemOf, numberOf } from '../../src/dicom/Attributes';
import { InputError } from '../InputError';
import { hasSignedPixels, readLookupTable } from './lookupTable';

/**
 * Maps stored grey values to modality values, by the Modality LUT Sequence or by rescale slope and
 * intercept (DICOM PS3.3 C.11.1).
 *
 * @param rescale attributes that hold the slope and intercept of the frame
 * @throws InputError when the table is damaged
 */
export function modalityValues(
  file: string,
  stored: Float32Array,
  attributes: Attributes,
  rescale: Attributes,
): Float32Array {
  const item = itemOf(attributes, 'ModalityLUTSequence');
  if (item) {
    const table = readLookupTable(
      item,
      { descriptor: 'LUTDescriptor', data: 'LUTData' },
      hasSignedPixels(attributes),
    );
    if (!table)
      throw new InputError(`${file}: its modality lookup table is cut off. Copy or export it again.`);
    return stored.map((value) => table.at(value));
  }
  const slope = numberOf(rescale, 'RescaleSlope') ?? 1;
  const intercept = numberOf(rescale, 'RescaleIntercept') ?? 0;
  return slope === 1 && intercept === 0 ? stored : stored.map((value) => value * slope + intercept);
}
