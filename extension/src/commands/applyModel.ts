import { applyModel as apply } from '../session/applyModel';
import type { Command } from './Command';

/** Predicts the ticked series with a model of the library, or else the series in the active viewport. */
export const applyModel: Command<'fewShotApplyModel'> = (session, { id }) => apply(session, id);
