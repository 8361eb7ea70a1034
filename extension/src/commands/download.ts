import { runDownload } from '../session/runStore';
import type { Command } from './Command';

/** Saves the masks of the ticked series as files, one DICOM SEG per series. */
export const download: Command<'fewShotDownload'> = (session) => runDownload(session);
