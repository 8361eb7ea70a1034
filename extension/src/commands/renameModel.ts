import type { Command } from './Command';

/** Renames a model of the library. */
export const renameModel: Command<'fewShotRenameModel'> = ({ shelf }, { id, name }) => shelf.rename(id, name);
