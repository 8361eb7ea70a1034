import { extendShown } from '../session/extendShown';
import type { Command } from './Command';

/** Carries the shown mask over to the next images. */
export const extend: Command<'fewShotExtend'> = (session) => extendShown(session);
