import type { JudgedRound } from '../../../src/review/judgedRounds';
import { CommandButton } from './CommandButton';
import { useCommand, useSessionState } from './usePanel';

/** Learning from corrections: the button, the live mode, and what the last round changed. */
export function Refine() {
  const trained = useSessionState((state) => state.model !== undefined);
  const masks = useSessionState((state) => state.newExamples);
  const busy = useSessionState((state) => state.training.phase !== 'idle' || state.prediction.running);
  const live = useSessionState((state) => state.live);
  const lastRound = useSessionState((state) => state.lastRound);
  const run = useCommand();
  if (!trained) return null;
  return (
    <div className="fss-refining" role="group" aria-label="Refine">
      <div className="fss-row">
        <CommandButton
          grow
          primary={masks > 0}
          name="refine"
          disabled={busy || masks === 0}
          title="Goes on training for some seconds with the new and corrected masks, then updates the masks that are only proposed. Accepted and corrected masks stay."
          call={['fewShotRefine']}
        >
          {masks > 0 ? `Refine with ${masks} new ${masks === 1 ? 'mask' : 'masks'}` : 'Refine'}
        </CommandButton>
        <label className="fss-live" title="Refine by itself a moment after each correction">
          <input
            type="checkbox"
            checked={live}
            data-cy="few-shot-live"
            onChange={() => run('fewShotSetLive', { live: !live })}
          />
          Live
        </label>
      </div>
      {lastRound && (
        <p className="fss-round" role="status" data-cy="few-shot-last-round">
          {lastRound.changed} of {lastRound.compared} masks changed (Dice with the round before{' '}
          {lastRound.dice.toFixed(2)}).{describeJudged(lastRound.judged)}{' '}
          <CommandButton
            name="revert-round"
            disabled={busy}
            title="Back to the model and the masks before the last refinement; masks that you judged since stay"
            call={['fewShotRevertRound']}
          >
            Revert
          </CommandButton>
        </p>
      )}
    </div>
  );
}

/** How good the proposals of each round were, by what the reader made of them. */
function describeJudged(rounds: readonly JudgedRound[]): string {
  if (rounds.length === 0) return '';
  const each = rounds
    .map(({ dice, images }) => `${dice.toFixed(2)} (${images} ${images === 1 ? 'image' : 'images'})`)
    .join(', then ');
  return ` As proposed, the masks that you judged had a Dice of ${each}.`;
}
