import { refineModel } from '../session/refineModel';
import type { Command } from './Command';

/** Sets whether corrections refine the model by themselves. */
export const setLive: Command<'fewShotSetLive'> = (session, { live }) =>
  session.live.set(live ? () => refineModel(session) : undefined);
