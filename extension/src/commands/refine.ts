import { refineModel } from '../session/refineModel';
import type { Command } from './Command';

/** Goes on training with the new and corrected masks, then updates the proposed ones. */
export const refine: Command<'fewShotRefine'> = (session) => refineModel(session);
