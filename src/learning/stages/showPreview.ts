import { spread } from '../../data/spread';
import { takeSnapshot } from '../takeSnapshot';
import type { TrainingSession } from '../TrainingSession';

/** Maximum share of the training's time that previews take. */
const SHARE = 0.02;
/** The same until the first one. */
const FIRST_SHARE = 0.15;
/** Steps before the first preview. */
const MIN_STEPS = 10;
/** Below this mean Dice, masks would show nothing yet. */
const MIN_DICE = 0.3;
/** Maximum number of examples on which that is judged. */
const JUDGED = 4;

/**
 * Passes what is learnt so far to the caller after a step of the segmenter, from the first useful weights on,
 * then as often as costs little time. Previews do not change what is learnt.
 */
export async function showPreview(session: TrainingSession): Promise<void> {
  const { events, position, previews, random, watch } = session;
  const start = performance.now();
  if (!events.onPreview || session.stopped || start < previews.next) return;
  if (Math.max(position.begun, position.stage === 'generator' ? 0 : position.step) < MIN_STEPS) return;
  const { state } = random;
  session.measure(1);
  random.state = state;
  const dice = await session.segmenter.validate(spread(session.shown.validation, JUDGED));
  previews.useful ||= dice >= MIN_DICE;
  if (previews.useful) events.onPreview(await takeSnapshot(session, dice));
  previews.next = start + (performance.now() - start) / (previews.useful ? SHARE : FIRST_SHARE);
  watch.restartStep();
}
