import { jumpToImage } from '../adapters/jumpToImage';
import type { Command } from './Command';
import { seriesOfImage } from '../session/seriesOfImage';

/** Shows an image of the study: in a viewport that shows its series, otherwise in the active one. */
export const showImage: Command<'fewShotShowImage'> = async ({ index, store }, { key }) => {
  const { review, series } = store.getState();
  const listed = review.find((entry) => entry.key === key)?.series;
  const id = listed ?? seriesOfImage(index, series, key)?.id;
  if (id !== undefined) await jumpToImage(index, id, key);
};
