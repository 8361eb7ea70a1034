import type { ImageKey } from '../../../src/data/ImageKey';
import { keepSegments } from '../../../src/review/keepSegments';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import type { SegmentInfo, SeriesInfo } from '../state/SessionState';
import { applyLayerChange, type LayerChange } from './applyLayerChange';
import { createLabelmap } from './createLabelmap';
import { describeSegments } from './describeSegments';
import { isVisible } from './isVisible';
import { keptKeys } from './keptKeys';
import { Pacer } from './Pacer';
import { refreshSegmentation } from './refreshSegmentation';
import type { ReaderChange, ResultSeries } from './ResultSeries';
import { ResultSegmentations } from './ResultSegmentations';
import { writeMask, type ResultSlice } from './resultSlices';
import { segmentsBeside } from './segmentsBeside';
import { restoreCorrections } from './restoreCorrections';
import { sameSegments } from './sameSegments';
import { showOnSeries } from './showOnSeries';
import { strokeAction } from './strokeAction';
import { styleResults } from './styleResults';
import type { ViewerIndex } from './ViewerIndex';
import { writeShown } from './writeShown';

/**
 * The masks in the result segmentations; this extension writes to no others. They display the masks of the
 * review. The reader's changes to them are copied back into the review and never overwritten.
 */
export class PredictedMasks extends ResultSegmentations {
  constructor(
    index: ViewerIndex,
    private readonly review: ReviewStore,
  ) {
    super(index);
  }

  /** The images whose mask the reader changed in these segmentations. */
  get corrections(): Set<ImageKey> {
    return new Set([...this.bySeries.values()].flatMap(({ strokes }) => [...strokes.keys()]));
  }

  /** Creates the series' segmentation, or keeps the existing one when it has the same segments. */
  async prepare({ id }: SeriesInfo, label: string, asked: SegmentInfo[]): Promise<void> {
    const displaySet = this.index.displaySetOf(id);
    if (!displaySet) return;
    const { segmentationService } = this.index.ohif.services;
    const present = this.bySeries.get(id);
    const before = present && this.segmentationOf(present) ? present : undefined;
    if (before) {
      if (sameSegments(before.asked, asked)) return;
      await this.takeAllStrokes(before);
      // Removed from the map first, so that the viewer's removal event does not discard the corrections.
      this.bySeries.delete(id);
      segmentationService.remove(before.segmentationId);
    }
    const strokes = before?.strokes ?? new Map<ImageKey, ReaderChange>();
    const kept = keptKeys(this.review.state, this.index.keysOf(id), strokes);
    const segments = [...asked, ...segmentsBeside(this.index.ohif, this.review.state, kept, asked)];
    const segmentationId = this.idFor(displaySet);
    const created = await createLabelmap(this.index.ohif, displaySet, {
      segmentationId,
      label,
      segments: describeSegments(segments),
    });
    styleResults(this.index.ohif, segmentationId);
    const images = new Map<ImageKey, string>();
    for (const [referencedImageId, imageId] of created) {
      const key = this.index.keyOf(referencedImageId);
      if (key !== undefined) images.set(key, imageId);
    }
    const rendered = new Map([...(before?.rendered ?? [])].filter(([key]) => strokes.has(key)));
    const series: ResultSeries = { segmentationId, images, segments, asked, rendered, strokes };
    this.bySeries.set(id, series);
    for (const slice of this.slices(series, kept)) {
      const { mask } = this.review.state.records[slice.key];
      if (mask.rows * mask.columns !== slice.values.length) continue;
      const shown = keepSegments(mask, new Set(segments.map(({ index }) => index)));
      writeMask(slice, shown);
      if (!strokes.has(slice.key)) rendered.set(slice.key, shown);
    }
  }

  /**
   * Writes the review's masks of a series into its segmentation. An image that the reader has just changed is
   * not written; the change goes into the review. Writing bypasses the viewer's undo history, to which
   * `UndoSteps` adds one step for each change of the review.
   *
   * @param keys the images to write; all when left out
   * @returns the images whose mask changed
   */
  async render(id: string, keys?: ReadonlySet<ImageKey>): Promise<ImageKey[]> {
    const series = this.bySeries.get(id);
    if (!series) return [];
    const pacer = new Pacer();
    const changed: ImageKey[] = [];
    for (const slice of this.slices(series, keys)) {
      await pacer.pause();
      if (this.renderSlice(series, slice)) changed.push(slice.key);
    }
    return changed;
  }

  /** Does the same at once, before the viewer can change the labelmaps. */
  renderNow(id: string, keys: ReadonlySet<ImageKey>): void {
    const series = this.bySeries.get(id);
    if (series) for (const slice of this.slices(series, keys)) this.renderSlice(series, slice);
  }

  /** Copies all changes that the reader made in these segmentations into the review. */
  async absorbStrokes(): Promise<void> {
    for (const series of this.bySeries.values()) await this.takeAllStrokes(series);
  }

  /** Does the same for some images of a series, at once. */
  absorbStrokesOn(id: string, keys: ReadonlySet<ImageKey>): void {
    const series = this.bySeries.get(id);
    if (series) for (const slice of this.slices(series, keys)) this.takeStrokes(series, slice);
  }

  /**
   * Refreshes the viewports if one of them currently shows one of these images; the other images are redrawn
   * when the reader scrolls to them. Rendering takes more main-thread time than predicting.
   */
  refreshVisible(id: string, keys: readonly ImageKey[]): void {
    const segmentationId = this.segmentationIdOf(id);
    if (!segmentationId || keys.length === 0) return;
    if (isVisible(this.index, segmentationId, keys)) this.refresh(id);
  }

  /** Notifies viewports and the viewer's other listeners that the masks of a series changed. */
  refresh(id: string): void {
    refreshSegmentation(this.index.ohif, this.segmentationIdOf(id));
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

  /**
   * Shows the results in every viewport that shows their series. What is newly shown becomes the active
   * segmentation, so that brush and eraser act on the results.
   *
   * @param activated id of a series whose results become active even where they are already shown
   */
  async show(activated?: string): Promise<void> {
    for (const [id, series] of this.bySeries) {
      await showOnSeries(this.index, id, series, id === activated);
    }
  }

  /** Makes the reader's change in another labelmap a correction of the results' mask of that image. */
  applyChange(change: LayerChange): void {
    const series = this.find(change.key)?.series;
    const segmentation = series && this.segmentationOf(series);
    if (!series || !segmentation) return;
    for (const slice of this.slices(series, [change.key])) {
      applyLayerChange(this.index.ohif, this.review.state.segments, { series, segmentation, slice }, change);
      this.takeStrokes(series, slice);
    }
    if (isVisible(this.index, series.segmentationId, [change.key])) {
      refreshSegmentation(this.index.ohif, series.segmentationId);
    }
  }

  /** See `restoreCorrections`. */
  restoreCorrections(id: string): void {
    const series = this.bySeries.get(id);
    if (series) restoreCorrections(this.review.state, series);
  }

  /** Drops a segmentation that the reader deleted, including the reader's changes to it. */
  forget(segmentationId: string): void {
    for (const [id, series] of this.bySeries) {
      if (series.segmentationId !== segmentationId) continue;
      this.bySeries.delete(id);
      const revert = { type: 'correctionReverted' as const };
      const actions = [...series.strokes].map(([key, { kept }]) => ({
        ...revert,
        key,
        ...(kept && { kept }),
      }));
      this.review.dispatch({ type: 'batch', actions });
    }
  }

  private async takeAllStrokes(series: ResultSeries): Promise<void> {
    const pacer = new Pacer();
    for (const slice of this.slices(series)) {
      this.takeStrokes(series, slice);
      await pacer.pause();
    }
  }

  private takeStrokes(series: ResultSeries, slice: ResultSlice): void {
    const segmentation = this.segmentationOf(series);
    if (!segmentation) return;
    const seriesId = this.index.seriesUidOf(slice.key) ?? '';
    const action = strokeAction(this.review.state, series, segmentation, { ...slice, seriesId });
    if (!action) return;
    this.review.dispatch(action);
    // There may be a newer prediction by now.
    if (action.type === 'correctionReverted') this.write(series, slice);
  }

  private renderSlice(series: ResultSeries, slice: ResultSlice): boolean {
    const before = series.strokes.get(slice.key);
    this.takeStrokes(series, slice);
    return series.strokes.get(slice.key) === before && this.write(series, slice);
  }

  private write(series: ResultSeries, slice: ResultSlice): boolean {
    const segmentation = this.segmentationOf(series);
    return segmentation !== undefined && writeShown(this.review.state, series, segmentation, slice);
  }
}
