import { unlessDiverged } from '../readLoss';
import { takeSnapshot } from '../takeSnapshot';
import type { TrainingSession } from '../TrainingSession';
import { showPreview } from './showPreview';
import { trainingStep } from './trainingStep';

/** Minimum improvement that counts for early stopping. */
const MIN_GAIN = 0.002;
/** Early stopping requires this share of the planned steps, and a Dice of at least `MIN_DICE`. */
const MIN_SHARE = 0.4;
const MIN_DICE = 0.05;

/**
 * Trains levels 2 and 3. Keeps the segmenter with the best validation or, if the validation examples are
 * included later, the last one. Validates at least once even when ended early, so that there is always a
 * model to keep.
 */
export async function trainSegmenter(session: TrainingSession): Promise<void> {
  const { position, plan, watch, seconds } = session;
  const { segmenterSteps: steps, validateEvery, includeValidationAt = Infinity } = plan;
  const began = watch.elapsedMs / 1000 - seconds.segmenter;
  const clock = () => {
    seconds.segmenter = watch.elapsedMs / 1000 - began;
    seconds.total = watch.elapsedMs / 1000;
  };
  for (let step = position.step + 1; step <= steps; step++) {
    const validationIncluded = step > includeValidationAt * steps;
    if (validationIncluded) session.shown.includeValidation();
    const stepped = trainingStep(session, step, validationIncluded);
    const losses = await (position.best ? unlessDiverged(stepped) : stepped);
    // If the training diverges, the best segmenter so far is kept.
    if (losses === undefined) break;
    watch.tick('segmenter');
    await session.pause();
    position.step = step;
    await showPreview(session);
    const last = step === steps || session.stopped;
    // The last validation before the validation examples are included gives the reported figure.
    const startsIncluding = step + 1 > includeValidationAt * steps && !validationIncluded;
    if (!last && !startsIncluding && (validationIncluded || step % validateEvery !== 0)) {
      session.report('segmenter', step, session.totalSteps, losses);
      await session.checkpoint();
      continue;
    }
    if (validationIncluded && position.best) {
      session.measure();
      clock();
      await keep(session, position.best.validationDice);
      session.report('segmenter', step, session.totalSteps, losses);
      break;
    }
    const validationDice = await validate(session);
    session.report('segmenter', step, session.totalSteps, losses, { validationDice });
    if (!position.best || validationDice >= position.best.validationDice || startsIncluding) {
      clock();
      await keep(session, validationDice);
    }
    noteGain(session, step, validationDice);
    if (session.stopped || shouldStopEarly(session, step)) break;
    await session.checkpoint();
  }
  clock();
}

async function validate(session: TrainingSession): Promise<number> {
  session.measure();
  return session.segmenter.validate(session.shown.validation);
}

/** Stores the current segmenter as the best so far. */
async function keep(session: TrainingSession, validationDice: number): Promise<void> {
  session.position.best = await takeSnapshot(session, validationDice);
  session.events.onImproved(session.position.best);
}

function noteGain({ position }: TrainingSession, step: number, validationDice: number): void {
  if (validationDice > position.bestForPatience + MIN_GAIN) {
    position.bestForPatience = validationDice;
    position.lastGain = step;
  }
}

/**
 * Whether to stop early for lack of improvement; never if the validation examples are to be included later.
 */
function shouldStopEarly({ position, plan }: TrainingSession, step: number): boolean {
  const { segmenterSteps: steps, validateEvery, patience, includeValidationAt = Infinity } = plan;
  return (
    includeValidationAt > 1 &&
    step - position.lastGain >= patience * validateEvery &&
    step >= MIN_SHARE * steps &&
    position.bestForPatience >= MIN_DICE
  );
}
