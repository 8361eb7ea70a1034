import type { Command } from './Command';

/** Includes an example in training or excludes it; an excluded image gets a predicted mask like any other. */
export const setExampleIncluded: Command<'fewShotSetExampleIncluded'> = ({ scanner }, { key, included }) => {
  scanner.setIncluded(key, included);
};
