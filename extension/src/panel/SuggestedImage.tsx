import { CommandButton } from './CommandButton';
import { useSessionState } from './usePanel';

/** Which image to draw next, before the first training; a click shows it. */
export function SuggestedImage() {
  const suggested = useSessionState((state) => state.suggested);
  const shown = useSessionState((state) => state.shownImage);
  const busy = useSessionState((state) => state.training.phase !== 'idle');
  if (!suggested || busy) return null;
  const { key, imageNumber, place } = suggested;
  const why = place === 'between' ? 'the middle of the largest gap' : 'the structure may go on there';
  return (
    <p
      className="fss-hint"
      data-cy="few-shot-suggested"
      title="Chosen by position alone: four images spread evenly over the structure are a good start. Mark it as “Nothing here” where the structure has ended."
    >
      {key === shown ? (
        <>Draw on this image next, or mark “Nothing here”.</>
      ) : (
        <>
          Next:{' '}
          <CommandButton className="fss-link" name="suggested-show" call={['fewShotShowImage', { key }]}>
            image {imageNumber}
          </CommandButton>
          , {why}.
        </>
      )}
    </p>
  );
}
