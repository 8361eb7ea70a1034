import { runPrediction } from '../session/runPrediction';
import type { Command } from './Command';

/** Predicts masks on the ticked series with the current model. */
export const predict: Command<'fewShotPredict'> = (session) => runPrediction(session);
