import { useMemo } from 'react';
import { unusableSeries } from '../session/unusableSeries';
import { useSessionState } from './usePanel';

/** Names the series that masks cannot be drawn on, with the reason, before anybody draws. */
export function UnusableSeries() {
  const series = useSessionState((state) => state.series);
  const unusable = useMemo(() => unusableSeries(series), [series]);
  if (unusable.length === 0) return null;
  return (
    <ul className="fss-hint" data-cy="few-shot-unusable-series" aria-label="Series that cannot be used">
      {unusable.map(({ id, text }) => (
        <li key={id}>{text}</li>
      ))}
    </ul>
  );
}
