import { ForgetStudyButton } from './ForgetStudyButton';
import { formatMoment } from './formatMoment';
import { useSessionState } from './usePanel';

/** Says whether the work is saved in this browser, and lets the reader erase it. */
export function SavedState() {
  const { phase, savedAt } = useSessionState((state) => state.saving);
  const time = savedAt === undefined ? '' : formatMoment(savedAt);
  const text = {
    starting: '',
    on: time && `Saved in this browser, ${time}`,
    elsewhere: 'Not saved: open in another tab',
    off: `Not saved${time && ` since ${time}`}`,
  }[phase];
  if (!text) return null;
  return (
    <div
      className="fss-saved"
      data-cy="few-shot-saved"
      data-phase={phase}
      data-saved-at={savedAt}
      title="Masks, their review, the model and your choices are kept in this browser, under the study's UID; nothing else about the patient"
    >
      <span>{text}</span>
      {phase !== 'elsewhere' && savedAt !== undefined && (
        <ForgetStudyButton name="forget-study" label="Forget this study" />
      )}
    </div>
  );
}
