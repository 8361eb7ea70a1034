import type { Command } from './Command';

/** Saves a model of the library as a safetensors file. */
export const exportModel: Command<'fewShotExportModel'> = ({ shelf }, { id }) => shelf.export(id);
