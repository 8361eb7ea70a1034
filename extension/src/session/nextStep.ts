import type { SessionState } from '../state/SessionState';
import { reviewItems } from './reviewItems';

type Known = Pick<SessionState, 'review' | 'series' | 'model' | 'training' | 'prediction' | 'storedResults'>;

/** What the reader can do next with the results, in a sentence or two. */
export function nextStep(state: Known): string {
  const { model, training, prediction, storedResults, series } = state;
  const items = reviewItems(state);
  const count = (mark: string) => items.filter((item) => item.mark === mark).length;
  if (prediction.running) return 'Masks appear one by one. You can look at them already.';
  if (items.length === 0) {
    if (storedResults.length > 0) {
      const names = storedResults.map((name) => `“${name}”`).join(', ');
      return `This study has stored results: ${names}. Open them from the list on the left to go on with them.`;
    }
    if (training.phase !== 'idle') return 'Masks appear here after the training.';
    if (!model) return 'Masks of the ticked series appear here after the training.';
    return series.some(({ enabled }) => enabled)
      ? 'Press Predict for masks of the ticked series.'
      : 'Tick the series to segment, then press Predict.';
  }
  const [proposed, rejected] = [count('proposed'), count('rejected')];
  if (proposed > 0) {
    const masks = proposed === 1 ? '1 mask' : `${proposed} masks`;
    return `${masks} to check. J shows the next one, Y accepts, X rejects, the brush corrects it.`;
  }
  if (rejected > 0) {
    const images = rejected === 1 ? 'the rejected image' : `one of the ${rejected} rejected images`;
    return `Draw on ${images} and train again, press X there for the newest prediction, or store the other masks.`;
  }
  return 'All masks are good. Store them, or download them.';
}
