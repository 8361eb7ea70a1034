import { CommandButton } from './CommandButton';
import { Refine } from './Refine';
import { Review } from './Review';
import { SeriesRow } from './SeriesRow';
import { Step } from './Step';
import { useSessionState } from './usePanel';

/** Step 3: predicting masks on the remaining images and series, and storing them. */
export function ResultStep() {
  const series = useSessionState((state) => state.series);
  const { running, done, total } = useSessionState((state) => state.prediction);
  const storing = useSessionState((state) => state.storing);
  const training = useSessionState((state) => state.training.phase !== 'idle');
  const trained = useSessionState((state) => state.model !== undefined);
  const anyMasks = series.some((entry) => entry.enabled && entry.predicted > 0);
  const unstorable = !anyMasks || storing || running;
  const anyTicked = series.some((entry) => entry.enabled);
  return (
    <Step number={3} title="Result" aside={running || done > 0 ? `${done} of ${total} images` : undefined}>
      {running && (
        <progress
          className="fss-progress"
          data-cy="few-shot-prediction-progress"
          max={Math.max(1, total)}
          value={done}
          aria-label="Images with a predicted mask"
        />
      )}
      <p
        className="fss-visually-hidden"
        role="status"
        data-cy="few-shot-prediction-status"
        data-running={running}
      >
        {running ? 'Predicting masks' : done > 0 ? `Masks on ${done} images` : ''}
      </p>
      <ul className="fss-series" aria-label="Series to segment">
        {series.map((entry, index) => (
          <SeriesRow key={entry.id} series={entry} number={index + 1} />
        ))}
      </ul>
      <Refine />
      <Review />
      <div className="fss-row">
        {running ? (
          <CommandButton grow name="stop-prediction" call={['fewShotStop']}>
            Stop
          </CommandButton>
        ) : (
          <CommandButton
            grow
            name="predict"
            disabled={!trained || training || !anyTicked}
            title="Predict the ticked series again with the current model"
            call={['fewShotPredict']}
          >
            {done > 0 ? 'Predict again' : 'Predict'}
          </CommandButton>
        )}
        <CommandButton grow name="download" disabled={unstorable} call={['fewShotDownload']}>
          Download
        </CommandButton>
      </div>
      <CommandButton primary name="store" disabled={unstorable} call={['fewShotStore']}>
        {storing ? 'Storing…' : 'Store to archive'}
      </CommandButton>
    </Step>
  );
}
