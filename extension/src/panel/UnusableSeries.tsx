import { useMemo } from 'react';
import { unusableSeries } from '../session/unusableSeries';
import { SeriesRemarks } from './SeriesRemarks';
import { useSessionState } from './usePanel';

/** Names the series that masks cannot be drawn on, with the reason, before anybody draws. */
export function UnusableSeries() {
  const series = useSessionState((state) => state.series);
  const unusable = useMemo(() => unusableSeries(series), [series]);
  return <SeriesRemarks name="unusable-series" label="Series that cannot be used" remarks={unusable} />;
}
