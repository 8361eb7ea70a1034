import { predictionOf } from '../../../src/review/predictionOf';
import type { MaskedImage } from '../../../src/review/ReviewAction';
import { renderImages } from './renderImages';
import type { Session } from './Session';

/**
 * Undoes the last refinement as a whole: the model before it, and its masks on all images that nobody has
 * judged since.
 */
export async function revertRound({ store, review, rounds, predicted }: Session): Promise<void> {
  const { earlier } = rounds;
  const { training, prediction, series } = store.getState();
  if (!earlier || training.phase !== 'idle' || prediction.running) return;
  const masks: (MaskedImage & { confidence: number | null })[] = [];
  for (const record of Object.values(review.state.records)) {
    const { key, seriesId, locked, origin } = record;
    // Drawn masks are locked, too; where they are left out of training, the round has a proposal beside them.
    if ((locked && origin === 'predicted') || predictionOf(record)?.round !== prediction.round) continue;
    const known = Object.hasOwn(earlier.review.records, key)
      ? predictionOf(earlier.review.records[key])
      : null;
    if (!known) continue;
    masks.push({ key, seriesId, mask: known.mask, confidence: known.confidence });
  }
  const round = prediction.round + 1;
  rounds.earlier = undefined;
  store.setState({
    model: earlier.model,
    lastRound: undefined,
    prediction: { ...prediction, round },
    series: series.map((entry) =>
      entry.round === prediction.round ? { ...entry, round, stored: 'no' } : entry,
    ),
  });
  review.dispatch({ type: 'predicted', modelId: earlier.model.summary.id, round, masks });
  await renderImages(predicted, new Set(masks.map(({ key }) => key)));
}
