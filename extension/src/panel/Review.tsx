import { useMemo } from 'react';
import { reviewItems } from '../session/reviewItems';
import { REVIEW_SORTS, type ReviewSort } from '../state/ReviewSort';
import { AcceptSure } from './AcceptSure';
import { CommandButton } from './CommandButton';
import { ReviewList } from './ReviewList';
import { UncertaintyToggle } from './UncertaintyToggle';
import { useCommand, useSessionState } from './usePanel';

/** Reviewing predicted masks: progress, judgement of the shown image, and the list of all images. */
export function Review() {
  const review = useSessionState((state) => state.review);
  const series = useSessionState((state) => state.series);
  const sort = useSessionState((state) => state.reviewSort);
  const shown = useSessionState((state) => state.shownImage);
  const run = useCommand();
  const items = useMemo(() => reviewItems({ review, series }), [review, series]);
  if (items.length === 0) return null;
  const item = items.find(({ key }) => key === shown);
  const judged = items.filter(({ mark }) => mark === 'accepted' || mark === 'corrected').length;
  const share = Math.floor((100 * judged) / items.length);
  return (
    <div className="fss-reviewing" role="group" aria-label="Review">
      <div className="fss-review-progress">
        <progress
          className="fss-progress"
          max={items.length}
          value={judged}
          aria-label="Masks accepted or corrected"
        />
        <span data-cy="few-shot-review-progress">
          {judged} of {items.length} good ({share} %)
        </span>
      </div>
      <div className="fss-row">
        <CommandButton
          name="review-previous"
          aria-label="Previous mask"
          title="Previous mask in order of need (K)"
          call={['fewShotShowPrevious']}
        >
          ◂
        </CommandButton>
        <CommandButton
          grow
          name="review-next"
          title="Show the mask that needs you most, after the one shown (J)"
          call={['fewShotShowNext']}
        >
          Next ▸
        </CommandButton>
        <CommandButton
          name="review-accept"
          disabled={!item || item.mark === 'corrected' || item.mark === 'rejected'}
          title="The shown mask is good: keep it, and show the next one (Y). Again: back to proposed."
          call={['fewShotAccept', {}]}
        >
          {item?.mark === 'accepted' ? 'Reopen' : '✓ Accept'}
        </CommandButton>
        <CommandButton
          name="review-reject"
          disabled={!item || item.mark === 'corrected'}
          title="The shown mask is wrong: it disappears and is not stored (X). Again: back to proposed."
          call={['fewShotReject', {}]}
        >
          {item?.mark === 'rejected' ? 'Reopen' : '✕ Reject'}
        </CommandButton>
      </div>
      <div className="fss-row" role="group" aria-label="Correct by strokes">
        <CommandButton
          grow
          name="stroke-add"
          title="Draw a short stroke on what the mask lacks: the outline moves to the nearest edges (D)"
          call={['fewShotDraw', { tool: 'FewShotAdd' }]}
        >
          + Add stroke
        </CommandButton>
        <CommandButton
          grow
          name="stroke-remove"
          title="Draw a short stroke on what is wrong in the mask: the outline moves to the nearest edges (S)"
          call={['fewShotDraw', { tool: 'FewShotRemove' }]}
        >
          − Remove stroke
        </CommandButton>
      </div>
      <AcceptSure items={items} />
      <div className="fss-review-sort">
        <label>
          Sort by{' '}
          <select
            value={sort}
            data-cy="few-shot-review-sort"
            onChange={({ target }) => run('fewShotSetReviewSort', { sort: target.value as ReviewSort })}
          >
            {Object.entries(REVIEW_SORTS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <UncertaintyToggle />
      </div>
      <ReviewList items={items} />
    </div>
  );
}
