import { Actions } from './Actions';
import { Diagnostics } from './Diagnostics';
import { ExamplesStep } from './ExamplesStep';
import { Messages } from './Messages';
import { ReplayTour } from './ReplayTour';
import { RestoredNotice } from './RestoredNotice';
import { ResultStep } from './ResultStep';
import { SavedState } from './SavedState';
import { TrainStep } from './TrainStep';

/** The whole panel: messages, then the three steps in order. */
export function Panel() {
  return (
    <div className="fss-panel" data-cy="few-shot-panel">
      <RestoredNotice />
      <Messages />
      <ExamplesStep />
      <TrainStep />
      <ResultStep />
      <p className="fss-footnote">
        Pixels never leave this browser. Not for clinical use. <ReplayTour />
      </p>
      <SavedState />
      <Diagnostics />
      <Actions />
    </div>
  );
}
