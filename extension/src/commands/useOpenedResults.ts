import type { Command } from './Command';

/** Sets whether opened SEGs that this extension stored earlier count as examples. */
export const useOpenedResults: Command<'fewShotUseOpenedResults'> = ({ scanner }, { used }) =>
  scanner.setResultsUsed(used);
