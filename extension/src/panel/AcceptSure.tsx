import { isSure } from '../session/isSure';
import type { ReviewItem } from '../state/ReviewItem';
import { CommandButton } from './CommandButton';
import { useCommand, useSessionState } from './usePanel';

/** Accepts all masks that are sure enough at once; the button says beforehand how many they are. */
export function AcceptSure({ items }: { items: readonly ReviewItem[] }) {
  const sureFrom = useSessionState((state) => state.sureFrom);
  const run = useCommand();
  const sure = items.filter((item) => isSure(item, sureFrom));
  const empty = sure.filter(({ pixels }) => pixels === 0).length;
  const without = empty > 0 ? ` (${empty} empty)` : '';
  return (
    <div className="fss-review-sure-from">
      <CommandButton
        name="review-accept-sure"
        disabled={sure.length === 0}
        title="Accepts these masks without showing them. One undo takes all of it back."
        call={['fewShotAcceptSure']}
      >
        Accept {sure.length}
        {without}
      </CommandButton>
      <label>
        at least{' '}
        <input
          type="number"
          min={50}
          max={100}
          step={1}
          value={Math.round(100 * sureFrom)}
          data-cy="few-shot-review-sure-from"
          onChange={({ target }) => run('fewShotSetSureFrom', { sureFrom: Number(target.value) / 100 })}
        />{' '}
        % sure
      </label>
    </div>
  );
}
