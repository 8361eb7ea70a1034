import { takeOverMasks } from '../session/takeOverMasks';
import type { Command } from './Command';

/** Takes the masks of a stored object over as examples. */
export const useMasks: Command<'fewShotUseMasks'> = (session, { id }) => takeOverMasks(session, id);
