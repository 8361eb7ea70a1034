import { putDownBrush } from '../adapters/putDownBrush';
import { runPrediction } from '../session/runPrediction';
import { runTraining } from '../session/runTraining';
import type { Command } from './Command';

/** Trains on the included examples, then predicts masks on the ticked series. */
export const train: Command<'fewShotTrain'> = async (session, { resume } = {}) => {
  putDownBrush(session.ohif);
  if (await runTraining(session, { resume })) await runPrediction(session);
};
