import { currentImage } from '../adapters/currentImage';
import { clearMessages, showMessage } from '../session/SessionStore';
import type { Command } from './Command';

/** Marks an image as one without the structure; it then counts as an example. */
export const markNothingHere: Command<'fewShotMarkNothingHere'> = async (
  { index, store, scanner },
  { key = currentImage(index), marked },
) => {
  const warn = (text: string) => showMessage(store, { id: 'nothing', kind: 'warning', text });
  clearMessages(store, 'nothing');
  if (!key) {
    warn('Click a viewport that shows the image as it was taken, then press “Nothing here”.');
    return;
  }
  const example = store.getState().examples.find((entry) => entry.key === key);
  if (example && example.kind !== 'nothing') {
    warn('This image has a mask. Erase the mask before marking the image as “nothing here”.');
    return;
  }
  await scanner.markNothing(key, marked ?? !example);
};
