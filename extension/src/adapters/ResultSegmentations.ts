import type { ImageKey } from '../../../src/data/ImageKey';
import type { Segment } from '../../../src/data/Segment';
import type { OhifSegmentation } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import type { ResultSeries } from './ResultSeries';
import { resultSlices, type ResultSlice } from './resultSlices';
import type { ViewerIndex } from './ViewerIndex';

const PREFIX = 'few-shot-';

/** The result segmentations, one for each series: which there are, and what belongs to them. */
export class ResultSegmentations {
  protected readonly bySeries = new Map<string, ResultSeries>();

  constructor(protected readonly index: ViewerIndex) {}

  /** Whether a segmentation is a result segmentation. */
  owns(segmentationId: string): boolean {
    return segmentationId.startsWith(PREFIX);
  }

  segmentationIdOf(series: string): string | undefined {
    return this.bySeries.get(series)?.segmentationId;
  }

  segmentsOf(series: string): SegmentInfo[] {
    return this.bySeries.get(series)?.segments ?? [];
  }

  /** The segments of a result segmentation; undefined for any other. */
  segmentsIn(segmentationId: string): readonly SegmentInfo[] | undefined {
    return [...this.bySeries.values()].find((series) => series.segmentationId === segmentationId)?.segments;
  }

  /** Gives a segment of the results another name; their labels in the viewer are not changed. */
  rename(segment: Segment): void {
    const change = (list: readonly SegmentInfo[]) =>
      list.map(({ colour, ...entry }) => ({ ...(entry.index === segment.index ? segment : entry), colour }));
    for (const series of this.bySeries.values()) {
      series.segments = change(series.segments);
      series.asked = change(series.asked);
    }
  }

  /** Ids of the series that have a segmentation. */
  get seriesIds(): string[] {
    return [...this.bySeries.keys()];
  }

  /** The results of the series of an image, with the series' id; undefined if there are none. */
  find(key: ImageKey): { id: string; series: ResultSeries } | undefined {
    const found = [...this.bySeries].find(([, { images }]) => images.has(key));
    return found && { id: found[0], series: found[1] };
  }

  /** The id of the segmentation of a display set. */
  protected idFor({ displaySetInstanceUID }: { displaySetInstanceUID: string }): string {
    return PREFIX + displaySetInstanceUID;
  }

  protected segmentationOf({ segmentationId }: ResultSeries): OhifSegmentation | undefined {
    return this.index.ohif.services.segmentationService.getSegmentation(segmentationId);
  }

  protected slices(series: ResultSeries, keys?: Iterable<ImageKey>): Generator<ResultSlice> {
    return resultSlices(this.index.ohif, series, keys);
  }
}
