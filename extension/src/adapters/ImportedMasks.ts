import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { OhifSegment } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import type { MaskObject } from './maskObjects';
import { prepareLabelmap, type PreparedLabelmap } from './prepareLabelmap';
import { writeMask } from './resultSlices';
import { showOnSeries } from './showOnSeries';
import type { ViewerIndex } from './ViewerIndex';

const PREFIX = 'imported-few-shot-';

/** The labelmap with an object's masks on one series. */
interface ImportedSeries extends PreparedLabelmap {
  /** The object's SOP Instance UID. */
  object: string;
  takeOver: string;
  seriesId: string;
  segmentationId: string;
  segments: SegmentInfo[];
  /** Whether undoing removed it, and not the reader. */
  withdrawn: boolean;
}

/**
 * Masks of stored objects that the reader took over as examples: one ordinary labelmap for each object and
 * series, beside those that the reader draws.
 */
export class ImportedMasks {
  private readonly all: ImportedSeries[] = [];
  private takeOvers = 0;

  constructor(private readonly index: ViewerIndex) {}

  /**
   * Prepares a labelmap for each series; `add` adds them all at once.
   *
   * @param masks of the images that get one, by series, with the values of `segments`
   * @returns the name of this take-over, for `withdraw` and `restore`
   */
  async prepare(
    { id: object, name }: Pick<MaskObject, 'id' | 'name'>,
    masks: ReadonlyMap<string, ReadonlyMap<ImageKey, PackedMask>>,
    segments: SegmentInfo[],
  ): Promise<{ takeOver: string; add(): void }> {
    const takeOver = `${++this.takeOvers}`;
    const described = segments.map(({ index, name: label }, i): [number, Partial<OhifSegment>] => [
      index,
      { segmentIndex: index, label, active: i === 0 },
    ]);
    const prepared: ImportedSeries[] = [];
    for (const [seriesId, own] of masks) {
      const displaySet = this.index.displaySetOf(seriesId);
      if (!displaySet) continue;
      const segmentationId = `${PREFIX}${takeOver}-${displaySet.displaySetInstanceUID}`;
      const labelmap = await prepareLabelmap(this.index.ohif, displaySet, {
        segmentationId,
        label: name,
        segments: Object.fromEntries(described),
        // Filled before the viewer knows of it: a change later would look like the reader's stroke.
        fill: (slice) => {
          const key = this.index.keyOf(slice.referencedImageId);
          const mask = key === undefined ? undefined : own.get(key);
          if (mask && mask.rows === slice.rows && mask.columns === slice.columns) writeMask(slice, mask);
        },
      });
      prepared.push({ ...labelmap, object, takeOver, seriesId, segmentationId, segments, withdrawn: false });
    }
    const add = () => {
      this.all.push(...prepared);
      prepared.forEach((labelmap) => labelmap.add());
    };
    return { takeOver, add };
  }

  /** Takes the labelmaps of a take-over out of the viewer, as undoing it does. */
  withdraw(takeOver: string): void {
    for (const series of this.all) {
      if (series.takeOver !== takeOver || !this.isListed(series)) continue;
      series.withdrawn = true;
      this.index.ohif.services.segmentationService.remove(series.segmentationId);
    }
  }

  /** Brings withdrawn labelmaps back with the content that they had, as repeating the take-over does. */
  restore(takeOver: string): void {
    for (const series of this.all) {
      if (series.takeOver !== takeOver || !series.withdrawn) continue;
      series.withdrawn = false;
      series.add();
    }
    void this.show();
  }

  /** The segments of an imported labelmap; undefined for any other segmentation. */
  segmentsIn(segmentationId: string): readonly SegmentInfo[] | undefined {
    return this.all.find((series) => series.segmentationId === segmentationId)?.segments;
  }

  /** Whether the viewer has a labelmap with masks of this object. */
  has(object: string): boolean {
    return this.all.some((series) => series.object === object && this.isListed(series));
  }

  /** Shows the labelmaps in every viewport that shows their series. */
  async show(): Promise<void> {
    for (const series of this.all) await showOnSeries(this.index, series.seriesId, series);
  }

  private isListed({ segmentationId }: ImportedSeries): boolean {
    return this.index.ohif.services.segmentationService.getSegmentation(segmentationId) !== undefined;
  }
}
