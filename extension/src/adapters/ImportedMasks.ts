import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { OhifSegment } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import { createLabelmap } from './createLabelmap';
import type { MaskObject } from './maskObjects';
import { writeMask } from './resultSlices';
import { showOnSeries } from './showOnSeries';
import type { ViewerIndex } from './ViewerIndex';

const PREFIX = 'imported-few-shot-';

/** The labelmap with an object's masks on one series. */
interface ImportedSeries {
  /** The object's SOP Instance UID. */
  object: string;
  seriesId: string;
  segmentationId: string;
  segments: SegmentInfo[];
}

/**
 * Masks of stored objects that the reader took over as examples: one ordinary labelmap for each object and
 * series, beside those that the reader draws.
 */
export class ImportedMasks {
  private readonly all: ImportedSeries[] = [];

  constructor(private readonly index: ViewerIndex) {}

  /**
   * Creates a labelmap with masks.
   *
   * @param masks of the images that get one, with the values of `segments`
   */
  async add(
    { id: object, name }: Pick<MaskObject, 'id' | 'name'>,
    seriesId: string,
    masks: ReadonlyMap<ImageKey, PackedMask>,
    segments: SegmentInfo[],
  ): Promise<void> {
    const displaySet = this.index.displaySetOf(seriesId);
    if (!displaySet) return;
    const described = segments.map(({ index, name: label }, i): [number, Partial<OhifSegment>] => [
      index,
      { segmentIndex: index, label, active: i === 0 },
    ]);
    const segmentationId = `${PREFIX}${this.all.length + 1}-${displaySet.displaySetInstanceUID}`;
    this.all.push({ object, seriesId, segmentationId, segments });
    await createLabelmap(this.index.ohif, displaySet, {
      segmentationId,
      label: name,
      segments: Object.fromEntries(described),
      // Filled before the viewer knows of it: a change later would look like the reader's stroke.
      fill: (slice) => {
        const key = this.index.keyOf(slice.referencedImageId);
        const mask = key === undefined ? undefined : masks.get(key);
        if (mask && mask.rows === slice.rows && mask.columns === slice.columns) writeMask(slice, mask);
      },
    });
  }

  /** The segments of an imported labelmap; undefined for any other segmentation. */
  segmentsIn(segmentationId: string): readonly SegmentInfo[] | undefined {
    return this.all.find((series) => series.segmentationId === segmentationId)?.segments;
  }

  /** Whether the viewer has a labelmap with masks of this object. */
  has(object: string): boolean {
    const { segmentationService } = this.index.ohif.services;
    return this.all.some(
      (series) =>
        series.object === object && segmentationService.getSegmentation(series.segmentationId) !== undefined,
    );
  }

  /** Shows the labelmaps in every viewport that shows their series. */
  async show(): Promise<void> {
    for (const series of this.all) await showOnSeries(this.index, series.seriesId, series);
  }
}
