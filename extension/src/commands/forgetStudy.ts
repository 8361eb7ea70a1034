import { forgetStudy as forget } from '../session/forgetStudy';
import type { Command } from './Command';

/** Erases what is saved of this study in the browser, its masks in the viewer and the model. */
export const forgetStudy: Command<'fewShotForgetStudy'> = (session) => forget(session);
