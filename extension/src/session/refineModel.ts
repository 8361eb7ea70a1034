import { compareRounds } from '../../../src/review/compareRounds';
import { judgedRounds } from '../../../src/review/judgedRounds';
import { runPrediction } from './runPrediction';
import { runTraining } from './runTraining';
import type { Session } from './Session';

/**
 * Goes on training from the current model with the new and corrected masks, then predicts again what is still
 * proposed, nearest to the corrections first. Accepted and corrected masks stay as they are.
 */
export async function refineModel(session: Session): Promise<void> {
  const { store, review, rounds } = session;
  const { model } = store.getState();
  if (!model) return;
  const earlier = { review: review.state, model };
  if (!(await runTraining(session, { start: model }))) return;
  await runPrediction(session);
  rounds.earlier = earlier;
  const { round } = store.getState().prediction;
  const change = compareRounds(earlier.review, review.state, round);
  store.setState({ lastRound: { ...change, judged: judgedRounds(review.state) } });
}
