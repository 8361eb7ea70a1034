import { CommandButton } from './CommandButton';
import { useSessionState } from './usePanel';

/** Shows the first-use tour again. */
export function ReplayTour() {
  const busy = useSessionState(({ training, prediction }) => training.phase !== 'idle' || prediction.running);
  return (
    <CommandButton
      className="fss-link"
      name="tour"
      disabled={busy}
      title="Reloads the page and shows the six steps for first use. Your work is saved before."
      call={['fewShotShowTour']}
    >
      Tour
    </CommandButton>
  );
}
