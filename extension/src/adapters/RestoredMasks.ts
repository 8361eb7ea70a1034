import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { OhifSegment } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import { createLabelmap } from './createLabelmap';
import { labelmapImages } from './labelmapImages';
import { writeMask } from './resultSlices';
import { showOnSeries } from './showOnSeries';
import type { ViewerIndex } from './ViewerIndex';

const PREFIX = 'restored-few-shot-';
const LABEL = 'Drawn masks (restored)';

/** The labelmap of one series. */
interface RestoredSeries {
  segmentationId: string;
  segments: SegmentInfo[];
  /** The records as they were saved. */
  records: Map<ImageKey, ReviewRecord>;
}

/**
 * The masks that the viewer's own segmentations held in an earlier visit: drawn ones and those of opened
 * SEGs. They come back as one ordinary labelmap per series, which the reader can edit.
 */
export class RestoredMasks {
  private readonly bySeries = new Map<string, RestoredSeries>();

  constructor(private readonly index: ViewerIndex) {}

  /**
   * Puts masks into the labelmap of a series, which is created when there is none.
   *
   * @param records masks with the values of `segments`
   * @returns the records that do not fit their image
   */
  async add(
    id: string,
    records: readonly ReviewRecord[],
    segments: SegmentInfo[],
  ): Promise<readonly ReviewRecord[]> {
    if (records.length === 0) return [];
    const series = await this.labelmapOf(id, segments);
    if (!series) return records;
    const { ohif } = this.index;
    const segmentation = ohif.services.segmentationService.getSegmentation(series.segmentationId);
    const left = new Map(records.map((record) => [record.key, record]));
    for (const slice of segmentation ? labelmapImages(ohif, segmentation) : []) {
      const key = this.index.keyOf(slice.referencedImageId);
      const record = key === undefined ? undefined : left.get(key);
      if (!record) continue;
      const { rows, columns } = record.mask;
      if (rows !== slice.rows || columns !== slice.columns) continue;
      writeMask(slice, record.mask);
      series.records.set(record.key, record);
      left.delete(record.key);
    }
    return [...left.values()];
  }

  /** The restored labelmap with this id; undefined for any other segmentation. */
  find(segmentationId: string): Readonly<RestoredSeries> | undefined {
    return [...this.bySeries.values()].find((series) => series.segmentationId === segmentationId);
  }

  /** Shows the labelmaps in every viewport that shows their series. */
  async show(): Promise<void> {
    for (const [id, series] of this.bySeries) await showOnSeries(this.index, id, series);
  }

  private async labelmapOf(id: string, segments: SegmentInfo[]): Promise<RestoredSeries | undefined> {
    const displaySet = this.index.displaySetOf(id);
    if (!displaySet) return undefined;
    const { ohif } = this.index;
    const known = this.bySeries.get(id);
    if (known && ohif.services.segmentationService.getSegmentation(known.segmentationId)) return known;
    const segmentationId = PREFIX + displaySet.displaySetInstanceUID;
    const described = segments.map(({ index, name }, i): [number, Partial<OhifSegment>] => [
      index,
      { segmentIndex: index, label: name, active: i === 0 },
    ]);
    await createLabelmap(ohif, displaySet, {
      segmentationId,
      label: LABEL,
      segments: Object.fromEntries(described),
    });
    const series: RestoredSeries = { segmentationId, segments, records: new Map() };
    this.bySeries.set(id, series);
    return series;
  }
}
