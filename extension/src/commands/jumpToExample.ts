import { jumpToImage } from '../adapters/jumpToImage';
import type { Command } from './Command';

/** Shows an example's image: in a viewport that shows its series, otherwise in the active one. */
export const jumpToExample: Command<'fewShotJumpToExample'> = async ({ index, store }, { key }) => {
  const example = store.getState().examples.find((entry) => entry.key === key);
  if (example) await jumpToImage(index, example.series, key);
};
