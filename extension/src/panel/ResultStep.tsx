import { useMemo } from 'react';
import { countMasks } from '../session/countMasks';
import { nextStep } from '../session/nextStep';
import { OpenEnds } from './OpenEnds';
import { PetUnits } from './PetUnits';
import { Refine } from './Refine';
import { Review } from './Review';
import { SegmentMeasures } from './SegmentMeasures';
import { SeriesRow } from './SeriesRow';
import { Step } from './Step';
import { useSessionState } from './usePanel';

/** Step 3: the masks on the remaining images and series, and their review. */
export function ResultStep() {
  const series = useSessionState((state) => state.series);
  const { running, done, total } = useSessionState((state) => state.prediction);
  const next = useSessionState(nextStep);
  const examples = useSessionState((state) => state.examples);
  const review = useSessionState((state) => state.review);
  const drawn = useMemo(() => new Set(examples.map((example) => example.series)), [examples]);
  const counts = useMemo(() => countMasks(review), [review]);
  return (
    <Step number={3} title="Result" aside={running || done > 0 ? `${done} of ${total} images` : undefined}>
      <p className="fss-next" data-cy="few-shot-next-step">
        {next}
      </p>
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
          <SeriesRow
            key={entry.id}
            series={entry}
            number={index + 1}
            counts={counts.get(entry.id)}
            unfamiliar={drawn.size > 0 && !drawn.has(entry.id)}
          />
        ))}
      </ul>
      <PetUnits />
      <Review />
      <Refine />
      <OpenEnds />
      <SegmentMeasures />
    </Step>
  );
}
