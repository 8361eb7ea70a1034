import { CommandButton } from './CommandButton';
import { ForgetStudyButton } from './ForgetStudyButton';
import { formatMoment } from './formatMoment';
import { useSessionState } from './usePanel';

/** Says what was restored from an earlier visit; the reader can start afresh. */
export function RestoredNotice() {
  const restored = useSessionState((state) => state.restored);
  if (!restored) return null;
  const { savedAt, images, model } = restored;
  const masks = images > 0 ? `masks on ${images === 1 ? 'one image' : `${images} images`}` : '';
  const what = [masks, model ? 'the model' : ''].filter(Boolean).join(' and ');
  return (
    <div className="fss-message" role="status" data-cy="few-shot-restored" data-images={images}>
      <div className="fss-message-text">
        Restored from {formatMoment(savedAt)}: {what}.
      </div>
      <div className="fss-message-actions">
        <ForgetStudyButton name="start-afresh" label="Start afresh" />
        <CommandButton className="fss-link" name="restored-dismiss" call={['fewShotDismissRestored']}>
          Dismiss
        </CommandButton>
      </div>
    </div>
  );
}
