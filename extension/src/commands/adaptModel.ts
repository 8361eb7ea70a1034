import { adaptModel as adapt } from '../session/adaptModel';
import type { Command } from './Command';

/** Trains on the examples, going on from a model of the library. */
export const adaptModel: Command<'fewShotAdaptModel'> = (session, { id }) => adapt(session, id);
