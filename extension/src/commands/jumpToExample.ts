import { jumpToImage } from '../adapters/jumpToImage';
import type { Command } from './Command';

/** Shows an example's image: in a viewport that shows its series, else in the active one. */
export const jumpToExample: Command<'fewShotJumpToExample'> = async ({ ohif, store }, { imageId }) => {
  const example = store.getState().examples.find((entry) => entry.imageId === imageId);
  if (example) await jumpToImage(ohif, example.displaySetUID, imageId);
};
