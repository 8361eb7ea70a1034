import { MIN_MASK_PIXELS } from '../../../src/worker/checkTrainRequest';
import type { ExampleInfo } from '../state/SessionState';

/**
 * Whether an example is used for training: the reader includes it, and it is not an accepted mask of a few
 * pixels. The reader is asked to mend a drawn mask of that size, but has just judged the accepted one to be
 * good.
 */
export function trainsOn({ kind, included, segments, pixels }: ExampleInfo): boolean {
  if (!included || kind !== 'accepted') return included;
  return segments.every((segment) => segment.pixels >= MIN_MASK_PIXELS && segment.pixels < pixels);
}
