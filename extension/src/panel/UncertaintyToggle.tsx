import { CommandButton } from './CommandButton';
import { useSessionState } from './usePanel';

/** Shows and removes the uncertainty map. */
export function UncertaintyToggle() {
  const state = useSessionState(({ uncertainty }) => uncertainty);
  const trained = useSessionState(({ model }) => model !== undefined);
  return (
    <CommandButton
      name="uncertainty-toggle"
      disabled={!trained}
      aria-pressed={state !== 'off'}
      aria-busy={state === 'computing'}
      data-state={state}
      title="Lays over the image how undecided the model is: bright where it hesitates between two answers. A thin line along the outline is normal; look at broad patches. Where it is dark the model is sure, but not always right (U)."
      call={['fewShotToggleUncertainty']}
    >
      {state === 'computing' ? 'Unsure …' : 'Unsure where?'}
    </CommandButton>
  );
}
