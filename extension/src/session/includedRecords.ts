import type { ImageKey } from '../../../src/data/ImageKey';
import { isExample } from '../../../src/review/isExample';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { ReviewState } from '../../../src/review/ReviewState';

/** The examples among the given images that the reader includes in training, in the order of the images. */
export function includedRecords({ records }: ReviewState, keys: readonly ImageKey[]): ReviewRecord[] {
  return keys.flatMap((key) => {
    const record = records[key];
    return record && isExample(record) && record.training === 'included' ? [record] : [];
  });
}
