import { currentImage } from '../adapters/currentImage';
import { jumpToImage } from '../adapters/jumpToImage';
import type { Command } from './Command';

/** Shows the next drawn or corrected image after the one shown; the first one after the last. */
export const showNextExample: Command<'fewShotShowNextExample'> = async ({ index, store }) => {
  const examples = store.getState().review.filter(({ mark }) => mark === 'drawn' || mark === 'corrected');
  const shown = currentImage(index);
  const next = examples[(examples.findIndex(({ key }) => key === shown) + 1) % examples.length];
  if (next) await jumpToImage(index, next.series, next.key);
};
