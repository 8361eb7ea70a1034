import type { ViewerIndex } from '../adapters/ViewerIndex';

/** Numbers of the series that the study has. */
export function takenNumbers({ displaySets }: ViewerIndex): number[] {
  return displaySets.map(({ SeriesNumber }) => Number(SeriesNumber));
}
