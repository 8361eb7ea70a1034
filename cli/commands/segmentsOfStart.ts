import type { Segment } from '../../src/data/Segment';
import type { Dataset } from '../cases/Dataset';
import type { OpenedModel } from '../engine/openModel';
import { InputError } from '../InputError';

/**
 * The segments of a model that a training goes on from, with the mask values of a folder.
 *
 * @throws InputError when the folder has other segments, or colour where the model learnt grey images
 */
export function segmentsOfStart({ rule, channels }: Dataset, { name, description }: OpenedModel): Segment[] {
  const { segments, network } = description;
  const known = segments.map(({ index, name: title }) => `${index} ${title}`).join(', ');
  if (segments.some(({ index }) => !rule.labels.includes(index)) || rule.labels.length !== segments.length) {
    throw new InputError(
      `--continue ${name} knows the mask values ${known}, but the masks hold ${rule.labels.join(', ')}. ` +
        'Give masks with the same values, or choose them by --labels or --foreground.',
    );
  }
  if (channels === 3 && (network.channels ?? 1) === 1)
    throw new InputError(`--continue ${name} learnt grey images, but the folder is in colour. Add --grey.`);
  return [...segments];
}
