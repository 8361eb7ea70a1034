import type { SessionState } from '../state/SessionState';

/** Below this Dice about half of a mask is wrong. */
const LOW_DICE = 0.5;

/** A warning to read before masks are stored; empty when there is none. */
export function storeWarning({ model, series }: Pick<SessionState, 'model' | 'series'>): string {
  const dice = model?.summary.validationDice;
  const anyMasks = series.some(({ enabled, predicted }) => enabled && predicted > 0);
  if (!anyMasks || dice === undefined || !(dice < LOW_DICE)) return '';
  const which = model?.summary.validatedOn === 'same' ? 'Training' : 'Validation';
  return (
    `${which} Dice ${dice.toFixed(2)}: the model has not learnt the structure, and many masks are wrong. ` +
    'Check every mask before you store them, or draw more examples and train again.'
  );
}
