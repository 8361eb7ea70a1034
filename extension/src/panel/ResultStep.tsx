import { SeriesRow } from './SeriesRow';
import { Step } from './Step';
import { useCommand, useSessionState } from './usePanel';

/** Step 3: predicting masks on the remaining images and series, and storing them. */
export function ResultStep() {
  const series = useSessionState((state) => state.series);
  const { running, done, total } = useSessionState((state) => state.prediction);
  const storing = useSessionState((state) => state.storing);
  const training = useSessionState((state) => state.training.phase !== 'idle');
  const trained = useSessionState((state) => state.model !== undefined);
  const run = useCommand();
  const anyMasks = series.some((entry) => entry.enabled && entry.predicted > 0);
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
      <div className="fss-row">
        {running ? (
          <button
            type="button"
            className="fss-button fss-grow"
            data-cy="few-shot-stop-prediction"
            onClick={() => run('fewShotStop')}
          >
            Stop
          </button>
        ) : (
          <button
            type="button"
            className="fss-button fss-grow"
            data-cy="few-shot-predict"
            disabled={!trained || training || !anyTicked}
            title="Predict the ticked series again with the current model"
            onClick={() => run('fewShotPredict')}
          >
            {done > 0 ? 'Predict again' : 'Predict'}
          </button>
        )}
        <button
          type="button"
          className="fss-button fss-grow"
          data-cy="few-shot-download"
          disabled={!anyMasks || storing || running}
          onClick={() => run('fewShotDownload')}
        >
          Download
        </button>
      </div>
      <button
        type="button"
        className="fss-button fss-primary"
        data-cy="few-shot-store"
        disabled={!anyMasks || storing || running}
        onClick={() => run('fewShotStore')}
      >
        {storing ? 'Storing…' : 'Store to archive'}
      </button>
    </Step>
  );
}
