import { parsePart10 } from '../../src/dicom/parsePart10';
import { toBytes } from './datasetToJson';
import { HttpError } from './HttpError';
import { parseElements } from './parseElements';

/**
 * Reads a larger binary value from a DICOM file.
 *
 * @param path tags and item numbers that lead to the value, as in the metadata's BulkDataURI:
 * "52009230/0/00281201"
 * @throws HttpError 404 when there is no such value
 */
export function readBulkData(bytes: Uint8Array, path: string): Buffer {
  const { byteArray } = parseElements(bytes).dataset;
  let dataset = parsePart10(new Uint8Array(byteArray as Uint8Array).buffer).dict;
  const steps = path.split('/');
  for (let step = 0; step + 2 < steps.length; step += 2) {
    const items = Object.hasOwn(dataset, steps[step]) ? dataset[steps[step]].Value : [];
    dataset = (items[Number(steps[step + 1])] ?? {}) as typeof dataset;
  }
  const tag = steps[steps.length - 1];
  if (!Object.hasOwn(dataset, tag)) throw new HttpError(404, `This instance has no bulk data at ${path}.`);
  return Buffer.concat(dataset[tag].Value.map(toBytes));
}
