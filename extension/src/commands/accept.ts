import { judgeShown } from '../session/judgeShown';
import type { Command } from './Command';

/** Accepts a mask, or takes that back. */
export const accept: Command<'fewShotAccept'> = (session, { key }) => judgeShown(session, 'accepted', key);
