import type { Command } from './Command';

/** Includes an example in training, or excludes it; excluded images get predicted masks like any other. */
export const setExampleIncluded: Command<'fewShotSetExampleIncluded'> = ({ scanner }, { key, included }) => {
  scanner.setIncluded(key, included);
};
