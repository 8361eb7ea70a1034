import { judgeShown } from '../session/judgeShown';
import type { Command } from './Command';

/** Rejects a mask, or takes that back. */
export const reject: Command<'fewShotReject'> = (session, { key }) => judgeShown(session, 'rejected', key);
