import { jumpToImage } from '../adapters/jumpToImage';
import type { Command } from './Command';

/** Shows an image of the review list: in a viewport that shows its series, otherwise in the active one. */
export const showImage: Command<'fewShotShowImage'> = async ({ index, store }, { key }) => {
  const item = store.getState().review.find((entry) => entry.key === key);
  if (item) await jumpToImage(index, item.series, key);
};
