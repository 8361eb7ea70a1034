import type { Command } from './Command';

interface Options {
  imageId: string;
  included: boolean;
}

/** Includes an example in training or excludes it; an excluded image gets a predicted mask like any other. */
export const setExampleIncluded: Command<Options> = ({ scanner }, { imageId, included }) => {
  scanner.setIncluded(imageId, included);
};
