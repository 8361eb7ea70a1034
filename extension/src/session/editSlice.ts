import type { ImageKey } from '../../../src/data/ImageKey';
import { pushUndo } from '../adapters/pushUndo';
import { refreshSegmentation } from '../adapters/refreshSegmentation';
import { resultSlices } from '../adapters/resultSlices';
import type { Session } from './Session';

/**
 * Changes the results' labelmap on an image as a brush of the viewer does: the scan takes the change into the
 * review, and the viewer's undo takes it back.
 *
 * @param before the slice's values now
 * @param after the new values
 */
export function editSlice(
  { ohif, predicted, scanner }: Pick<Session, 'ohif' | 'predicted' | 'scanner'>,
  key: ImageKey,
  before: Uint8Array,
  after: Uint8Array,
): void {
  const pixels = [...before.keys()].filter((i) => before[i] !== after[i]);
  if (pixels.length === 0) return;
  const write = (values: Uint8Array) => {
    const found = predicted.find(key);
    const slice = found && [...resultSlices(ohif, found.series, [key])][0];
    if (!found || slice?.values.length !== values.length) return;
    for (const i of pixels) slice.values[i] = values[i];
    refreshSegmentation(ohif, found.series.segmentationId);
    scanner.schedule();
  };
  write(after);
  pushUndo(ohif, (isUndo) => write(isUndo ? before : after));
}
