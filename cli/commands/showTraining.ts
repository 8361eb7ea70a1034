import type { TrainProgress } from '../../src/learning/TrainingProgress';
import type { Progress } from '../report/Progress';

const NAMES = { generator: 'Generator', segmenter: 'Segmenter' };

/** Shows training progress as bars, followed by the latest loss and validation Dice. */
export function showTraining(progress: Progress): (report: TrainProgress) => void {
  let dice = '';
  return ({ stage, step, steps, losses, validationDice }) => {
    if (stage === 'preparing') return;
    if (validationDice !== undefined) dice = `  validation Dice ${validationDice.toFixed(3)}`;
    const loss = losses[stage === 'generator' ? 'generator' : 'segmenter'];
    const note = loss === undefined ? '' : `loss ${loss.toFixed(3)}${stage === 'segmenter' ? dice : ''}`;
    progress.update(NAMES[stage], step, steps, note);
  };
}
