import type { Command } from './Command';

/** Deletes a model of the library. */
export const deleteModel: Command<'fewShotDeleteModel'> = ({ shelf }, { id }) => shelf.delete(id);
