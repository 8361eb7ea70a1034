import { seriesName } from '../adapters/listSeries';
import type { SeriesInfo } from '../state/SessionState';

/** For each series that cannot be used, a sentence for the reader, by id. */
export function unusableSeries(series: readonly SeriesInfo[]): { id: string; text: string }[] {
  return series
    .filter(({ problem }) => problem !== '')
    .map((entry) => ({
      id: entry.id,
      text: `Masks on ${seriesName(entry)} cannot be used. ${entry.problem}`,
    }));
}
