import type { SeriesInfo } from '../state/SessionState';

/** The series that the reader chose for prediction, without those that cannot be used. */
export function tickedSeries(series: readonly SeriesInfo[]): SeriesInfo[] {
  return series.filter(({ enabled, problem }) => enabled && problem === '');
}
