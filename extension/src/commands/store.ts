import { runStore } from '../session/runStore';
import type { Command } from './Command';

/** Stores the masks of the ticked series in the archive, one object per series. */
export const store: Command<'fewShotStore'> = (session) => runStore(session);
