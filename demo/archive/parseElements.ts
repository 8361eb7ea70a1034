import dicomParser from 'dicom-parser';
import { inflateDataset } from '../../cli/files/inflateDataset';
import { NotDicomError } from './NotDicomError';

/** The elements of a file; positions are those in `dataset.byteArray`. */
export interface Elements {
  dataset: dicomParser.DataSet;
  /** Whether the file is deflated; `dataset` is then that of its inflated copy. */
  isDeflated: boolean;
}

/**
 * Reads the elements of a DICOM file, pixel data included. A deflated data set is inflated within limits.
 *
 * @param until 'pixels' for the beginning of a file, which need only hold the elements before the pixel data
 * @throws NotDicomError when the file is damaged or ends too early
 */
export function parseElements(file: Uint8Array, until?: 'pixels'): Elements {
  try {
    const stored = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    const bytes = inflateDataset(stored);
    const isDeflated = bytes !== stored;
    if (until === 'pixels')
      return { dataset: dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' }), isDeflated };
    const dataset = dicomParser.parseDicom(bytes);
    for (const element of Object.values(dataset.elements)) {
      if (element.dataOffset + element.length > dataset.byteArray.length)
        throw new Error('it ends too early');
    }
    return { dataset, isDeflated };
  } catch (error) {
    throw new NotDicomError(`It is a damaged DICOM file: ${wordsOf(error)}`);
  }
}

/** dicom-parser throws plain objects as well as errors. */
function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  const { exception, error: inner } = (error ?? {}) as { exception?: unknown; error?: unknown };
  return String(exception ?? inner ?? error);
}
