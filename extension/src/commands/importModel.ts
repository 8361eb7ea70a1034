import type { Command } from './Command';

/** Adds a model file to the library. */
export const importModel: Command<'fewShotImportModel'> = ({ shelf }, { file }) => shelf.import(file);
