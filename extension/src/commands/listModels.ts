import type { Command } from './Command';

/** Lists the models of the library and of the server. */
export const listModels: Command<'fewShotListModels'> = ({ shelf }) => shelf.refresh();
