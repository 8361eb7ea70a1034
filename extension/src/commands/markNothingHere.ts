import { currentImage } from '../adapters/currentImage';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Marks an image as one on which the structure is absent: an example too. */
export const markNothingHere: Command<'fewShotMarkNothingHere'> = async (
  { ohif, store, scanner },
  { imageId = currentImage(ohif)?.imageId, marked },
) => {
  const warn = (text: string) => showMessage(store, { id: 'nothing', kind: 'warning', text });
  clearMessages(store, 'nothing');
  if (!imageId) {
    warn('Click the viewport with the image first, then press “Nothing here”.');
    return;
  }
  const example = store.getState().examples.find((entry) => entry.imageId === imageId);
  if (example && example.kind !== 'nothing') {
    warn('This image carries a mask. Erase the mask before marking the image as “nothing here”.');
    return;
  }
  await scanner.markNothing(imageId, marked ?? !example);
};
