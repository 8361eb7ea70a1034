import type { ImageKey } from '../../../src/data/ImageKey';
import { countPixels } from '../../../src/review/countPixels';
import { keepSegments } from '../../../src/review/keepSegments';
import { maskEquals } from '../../../src/review/maskEquals';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import { shownMask } from '../../../src/review/shownMask';
import type { SegmentInfo, SeriesInfo } from '../state/SessionState';
import { createLabelmap } from './createLabelmap';
import { labelmapImage, type LabelmapImage } from './labelmapImages';
import { Pacer } from './Pacer';
import { defaultColour } from './segmentColour';
import { showSegmentation } from './showSegmentation';
import { strokeAction, type ResultSeries } from './strokeAction';
import type { ViewerIndex } from './ViewerIndex';

const PREFIX = 'few-shot-';

/** A slice of a segmentation with the key of its image. */
type Slice = LabelmapImage & { key: ImageKey };

/**
 * The result segmentations, one for each series; this extension writes to no others. They display the masks
 * of the review. The reader's changes to them are copied back into the review and never overwritten.
 */
export class PredictedMasks {
  private readonly bySeries = new Map<string, ResultSeries>();

  constructor(
    private readonly index: ViewerIndex,
    private readonly review: ReviewStore,
  ) {}

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

  /** Ids of the series that have a segmentation. */
  get seriesIds(): string[] {
    return [...this.bySeries.keys()];
  }

  /** The images whose mask the reader changed in these segmentations. */
  get corrections(): Set<ImageKey> {
    return new Set([...this.bySeries.values()].flatMap(({ strokes }) => [...strokes]));
  }

  /** Creates the series' segmentation, or keeps the existing one when it has the same segments. */
  async prepare({ id }: SeriesInfo, label: string, asked: SegmentInfo[]): Promise<void> {
    const displaySet = this.index.displaySetOf(id);
    if (!displaySet) return;
    const { segmentationService } = this.index.ohif.services;
    const present = this.bySeries.get(id);
    const before =
      present && segmentationService.getSegmentation(present.segmentationId) ? present : undefined;
    if (before) {
      if (sameSegments(before.asked, asked)) return;
      await this.takeAllStrokes(before);
      // Removed from the map first, so that the viewer's removal event does not discard the corrections.
      this.bySeries.delete(id);
      segmentationService.remove(before.segmentationId);
    }
    const strokes = before?.strokes ?? new Set();
    const segments = [...asked, ...this.segmentsBeside(asked, strokes)];
    const segmentationId = PREFIX + displaySet.displaySetInstanceUID;
    const created = await createLabelmap(this.index.ohif, displaySet, { segmentationId, label, segments });
    const images = new Map<ImageKey, string>();
    for (const [referencedImageId, imageId] of created) {
      const key = this.index.keyOf(referencedImageId);
      if (key !== undefined) images.set(key, imageId);
    }
    const rendered = new Map([...(before?.rendered ?? [])].filter(([key]) => strokes.has(key)));
    const series: ResultSeries = { segmentationId, images, segments, asked, rendered, strokes };
    this.bySeries.set(id, series);
    for (const slice of this.slices(series, strokes)) {
      const record = this.review.state.records[slice.key];
      if (record) writeMask(slice, keepSegments(record.mask, valuesOf(series)));
    }
  }

  /**
   * Writes the review's masks of a series into its segmentation. An image that the reader has just changed is
   * not written; the change goes into the review. Writing bypasses the viewer's undo history, which is for
   * the reader's own strokes.
   *
   * @param keys the images to write; all when left out
   * @returns the images whose mask changed
   */
  async render(id: string, keys?: ReadonlySet<ImageKey>): Promise<ImageKey[]> {
    const series = this.bySeries.get(id);
    if (!series) return [];
    const pacer = new Pacer();
    const values = valuesOf(series);
    const changed: ImageKey[] = [];
    for (const slice of this.slices(series, keys)) {
      await pacer.pause();
      if (this.takeStrokes(series, slice)) continue;
      const record = this.review.state.records[slice.key];
      const mask = record && shownMask(record);
      // A mask drawn on a different pixel grid cannot be shown here.
      if (!mask || mask.rows * mask.columns !== slice.values.length) continue;
      const shown = keepSegments(mask, values);
      if (!maskEquals(shown, slice.values)) {
        writeMask(slice, shown);
        changed.push(slice.key);
      }
      series.rendered.set(slice.key, shown);
    }
    return changed;
  }

  /** Copies all changes that the reader made in these segmentations into the review. */
  async absorbStrokes(): Promise<void> {
    for (const series of this.bySeries.values()) await this.takeAllStrokes(series);
  }

  /**
   * Refreshes the viewports if one of them currently shows one of these images; the other images are redrawn
   * when the reader scrolls to them. Rendering takes more main-thread time than predicting.
   */
  refreshVisible(id: string, keys: readonly ImageKey[]): void {
    const segmentationId = this.segmentationIdOf(id);
    if (!segmentationId || keys.length === 0) return;
    const { ohif } = this.index;
    const { segmentationService, cornerstoneViewportService } = ohif.services;
    const imageIds = keys.map((key) => this.index.imageIdOf(key));
    const visible = segmentationService.getViewportIdsWithSegmentation(segmentationId).some((viewportId) => {
      const viewport = cornerstoneViewportService.getCornerstoneViewport(viewportId) as
        { type: string; getCurrentImageId?(): string | undefined } | null | undefined;
      // In a volume viewport any image may be visible.
      const isStack = viewport?.type === ohif.cornerstone.Enums.ViewportType.STACK;
      return isStack ? imageIds.includes(viewport?.getCurrentImageId?.() ?? '') : viewport !== undefined;
    });
    if (visible) this.refresh(id);
  }

  /** Notifies viewports and the viewer's other listeners that the masks of a series changed. */
  refresh(id: string): void {
    const { ohif } = this.index;
    const segmentationId = this.segmentationIdOf(id);
    if (!segmentationId || !ohif.services.segmentationService.getSegmentation(segmentationId)) return;
    ohif.cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(
      segmentationId,
    );
  }

  /** The masks in a series' segmentation by image, as copies. */
  read(id: string): Map<ImageKey, Uint8Array> {
    const series = this.bySeries.get(id);
    if (!series) return new Map();
    return new Map([...this.slices(series)].map(({ key, values }) => [key, Uint8Array.from(values)]));
  }

  /** Sizes in pixels of a series' masks by image. */
  grids(id: string): Map<ImageKey, { rows: number; columns: number }> {
    const series = this.bySeries.get(id);
    if (!series) return new Map();
    return new Map([...this.slices(series)].map(({ key, rows, columns }) => [key, { rows, columns }]));
  }

  /** Shows the results in every viewport that shows their series. */
  async show(): Promise<void> {
    const { viewportGridService, segmentationService, cornerstoneViewportService } = this.index.ohif.services;
    const { viewports } = viewportGridService.getState();
    for (const [id, series] of this.bySeries) {
      if (!segmentationService.getSegmentation(series.segmentationId)) continue;
      const uid = this.index.displaySetOf(id)?.displaySetInstanceUID;
      for (const { viewportId, displaySetInstanceUIDs } of viewports.values()) {
        if (displaySetInstanceUIDs[0] !== uid) continue;
        if (cornerstoneViewportService.getCornerstoneViewport(viewportId)) {
          await showSegmentation(this.index.ohif, viewportId, series);
        }
      }
    }
  }

  /** Drops a segmentation that the reader deleted, including the reader's changes to it. */
  forget(segmentationId: string): void {
    for (const [id, series] of this.bySeries) {
      if (series.segmentationId !== segmentationId) continue;
      this.bySeries.delete(id);
      const actions = [...series.strokes].map((key) => ({ type: 'correctionReverted' as const, key }));
      this.review.dispatch({ type: 'batch', actions });
    }
  }

  /** Segments in the reader's corrections that the model does not have. */
  private segmentsBeside(asked: readonly SegmentInfo[], strokes: ReadonlySet<ImageKey>): SegmentInfo[] {
    const { segments, records } = this.review.state;
    const masks = [...strokes].flatMap((key) => records[key]?.mask ?? []);
    const used = new Set(masks.flatMap((mask) => countPixels(mask).map(({ index }) => index)));
    return segments
      .filter(({ index }) => used.has(index) && !asked.some((segment) => segment.index === index))
      .map((segment) => ({ ...segment, colour: defaultColour(this.index.ohif, segment.index) }));
  }

  private async takeAllStrokes(series: ResultSeries): Promise<void> {
    const pacer = new Pacer();
    for (const slice of this.slices(series)) {
      this.takeStrokes(series, slice);
      await pacer.pause();
    }
  }

  /** @returns whether the reader has changed the slice, now or earlier */
  private takeStrokes(series: ResultSeries, slice: Slice): boolean {
    const { segmentationService } = this.index.ohif.services;
    const segmentation = segmentationService.getSegmentation(series.segmentationId);
    if (!segmentation) return false;
    const seriesId = this.index.seriesUidOf(slice.key) ?? '';
    const action = strokeAction(this.review.state, series, segmentation, { ...slice, seriesId });
    if (action) this.review.dispatch(action);
    return series.strokes.has(slice.key);
  }

  /** The slices on these images, or on all when left out. */
  private *slices(
    { segmentationId, images }: ResultSeries,
    keys: Iterable<ImageKey> = images.keys(),
  ): Generator<Slice> {
    const { ohif } = this.index;
    if (!ohif.services.segmentationService.getSegmentation(segmentationId)) return;
    for (const key of keys) {
      const imageId = images.get(key);
      const image = imageId === undefined ? undefined : labelmapImage(ohif, imageId);
      if (image) yield { ...image, key };
    }
  }
}

const valuesOf = ({ segments }: ResultSeries) => new Set(segments.map(({ index }) => index));

function writeMask({ values }: Slice, { runs }: PackedMask): void {
  for (let i = 0, at = 0; i < runs.length; i += 2) {
    for (const end = at + runs[i + 1]; at < end; at++) values[at] = runs[i];
  }
}

function sameSegments(a: readonly SegmentInfo[], b: readonly SegmentInfo[]): boolean {
  return a.length === b.length && a.every(({ index, name }, i) => b[i].index === index && b[i].name === name);
}
