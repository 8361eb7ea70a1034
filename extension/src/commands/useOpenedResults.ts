import type { Command } from './Command';

/** Lets opened SEGs that this extension stored earlier count as examples, or not. */
export const useOpenedResults: Command<'fewShotUseOpenedResults'> = ({ scanner }, { used }) =>
  scanner.setResultsUsed(used);
