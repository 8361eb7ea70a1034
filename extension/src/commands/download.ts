import { runDownload } from '../session/runStore';
import type { Command } from './Command';

/** Saves the masks of the ticked series, one file per series. */
export const download: Command<'fewShotDownload'> = (session) => runDownload(session);
