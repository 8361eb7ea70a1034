import type { Command } from './Command';

interface Options {
  used: boolean;
}

/** Lets opened SEGs that this extension stored earlier count as examples, or not. */
export const useOpenedResults: Command<Options, Promise<void>> = ({ scanner }, { used }) =>
  scanner.setResultsUsed(used);
