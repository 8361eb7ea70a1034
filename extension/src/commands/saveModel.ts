import type { Command } from './Command';

/** Saves the current model in the library, without anything of the patient. */
export const saveModel: Command<'fewShotSaveModel'> = ({ shelf }, { name }) => shelf.save(name);
