import { revertRound as revert } from '../session/revertRound';
import type { Command } from './Command';

/** Undoes the last refinement. */
export const revertRound: Command<'fewShotRevertRound'> = (session) => revert(session);
