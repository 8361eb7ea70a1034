import { ALGORITHM_NAME } from '../ohif/id';
import type { Ohif } from '../ohif/Ohif';
import type { DisplaySet, OhifSegment } from '../ohif/types';
import type { SegmentInfo } from '../state/SessionState';
import { imageIdsOf } from './imageIdsOf';
import { labelmapImages, type LabelmapImage } from './labelmapImages';
import { maskHash } from './maskHash';
import type { MaskLayer } from './collectMasks';
import { Pacer } from './Pacer';

interface PredictedSeries {
  displaySetUID: string;
  segmentationId: string;
  segments: SegmentInfo[];
  /** Hash of the mask that was last written, by image id. */
  written: Map<string, number>;
}

const PREFIX = 'few-shot-';

/**
 * The machine's own segmentations, one for each series, and the only ones it ever writes to. What was written is
 * remembered by its hash: an image whose mask has another one was corrected by the reader, and is not written again.
 */
export class PredictedMasks {
  private readonly bySeries = new Map<string, PredictedSeries>();

  constructor(private readonly ohif: Ohif) {}

  /** Whether a segmentation is one of the machine's. */
  owns(segmentationId: string): boolean {
    return segmentationId.startsWith(PREFIX);
  }

  segmentationIdOf(displaySetUID: string): string | undefined {
    return this.bySeries.get(displaySetUID)?.segmentationId;
  }

  segmentsOf(displaySetUID: string): SegmentInfo[] {
    return this.bySeries.get(displaySetUID)?.segments ?? [];
  }

  get displaySetUIDs(): string[] {
    return [...this.bySeries.keys()];
  }

  /** Makes the series' segmentation, or takes the present one when it has the same segments. */
  async prepare(displaySet: DisplaySet, label: string, segments: SegmentInfo[]): Promise<void> {
    const uid = displaySet.displaySetInstanceUID;
    const present = this.bySeries.get(uid);
    const { segmentationService } = this.ohif.services;
    const corrections = new Map<string, Uint8Array>();
    const written = new Map<string, number>();
    if (present && segmentationService.getSegmentation(present.segmentationId)) {
      if (sameSegments(present.segments, segments)) return;
      for (const slice of this.slices(present)) {
        if (!this.isCorrected(present, slice)) continue;
        const { referencedImageId, values } = slice;
        corrections.set(referencedImageId, Uint8Array.from(values));
        // Compared with what was written before, a mask that the reader erased completely stays a correction, too.
        const hash = present.written.get(referencedImageId);
        if (hash !== undefined) written.set(referencedImageId, hash);
      }
      segmentationService.remove(present.segmentationId);
    }
    imageIdsOf(this.ohif, displaySet);
    const segmentationId = PREFIX + uid;
    const described: Record<number, Partial<OhifSegment>> = {};
    segments.forEach(({ index, name }, i) => {
      described[index] = {
        segmentIndex: index,
        label: name,
        active: i === 0,
        algorithmType: 'SEMIAUTOMATIC',
        algorithmName: ALGORITHM_NAME,
      };
    });
    await segmentationService.createLabelmapForDisplaySet(displaySet, {
      segmentationId,
      label,
      segments: described,
    });
    const series: PredictedSeries = { displaySetUID: uid, segmentationId, segments, written };
    this.bySeries.set(uid, series);
    // The reader's corrections are never lost; not being what was written, they stay known as corrections.
    for (const { referencedImageId, values } of this.slices(series)) {
      corrections.get(referencedImageId)?.forEach((value, i) => (values[i] = value));
    }
  }

  /**
   * Writes masks, unless the reader corrected the image. Writing goes around the viewer's undo history: Undo
   * belongs to the reader's own strokes.
   *
   * @returns ids of the images whose mask changed
   */
  async write(displaySetUID: string, masks: ReadonlyMap<string, Uint8Array>): Promise<string[]> {
    const series = this.bySeries.get(displaySetUID);
    if (!series) return [];
    const pacer = new Pacer();
    const changed: string[] = [];
    for (const slice of this.slices(series)) {
      const mask = masks.get(slice.referencedImageId);
      if (!mask || mask.length !== slice.values.length || this.isCorrected(series, slice)) continue;
      const hash = maskHash(mask);
      if (hash !== maskHash(slice.values)) {
        for (let i = 0; i < mask.length; i++) slice.values[i] = mask[i];
        changed.push(slice.referencedImageId);
      }
      series.written.set(slice.referencedImageId, hash);
      await pacer.pause();
    }
    return changed;
  }

  /**
   * Lets the viewports show what was written, if one of them shows one of these images now; the others are drawn
   * anew when the reader comes to them. Rendering costs the main thread more than predicting does.
   */
  refreshVisible(displaySetUID: string, imageIds: readonly string[]): void {
    const id = this.segmentationIdOf(displaySetUID);
    if (!id || imageIds.length === 0) return;
    const { segmentationService, cornerstoneViewportService } = this.ohif.services;
    const visible = segmentationService.getViewportIdsWithSegmentation(id).some((viewportId) => {
      const viewport = cornerstoneViewportService.getCornerstoneViewport(viewportId) as
        { type: string; getCurrentImageId?(): string | undefined } | null | undefined;
      // Any image may cut through a viewport that shows a volume.
      const isStack = viewport?.type === this.ohif.cornerstone.Enums.ViewportType.STACK;
      return isStack ? imageIds.includes(viewport?.getCurrentImageId?.() ?? '') : viewport !== undefined;
    });
    if (visible) this.refresh(displaySetUID);
  }

  /** Lets viewports and the viewer's other listeners know that the masks changed. */
  refresh(displaySetUID: string): void {
    const id = this.segmentationIdOf(displaySetUID);
    if (!id || !this.ohif.services.segmentationService.getSegmentation(id)) return;
    this.ohif.cornerstoneTools.segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(id);
  }

  /** Present masks of a series by image id, as copies. */
  read(displaySetUID: string): Map<string, Uint8Array> {
    const series = this.bySeries.get(displaySetUID);
    if (!series) return new Map();
    return new Map(
      [...this.slices(series)].map((slice) => [slice.referencedImageId, Uint8Array.from(slice.values)]),
    );
  }

  /** Sizes in pixels of a series' masks, by image id. */
  grids(displaySetUID: string): Map<string, { rows: number; columns: number }> {
    const series = this.bySeries.get(displaySetUID);
    if (!series) return new Map();
    const sizes = [...this.slices(series)].map(
      ({ referencedImageId, rows, columns }) => [referencedImageId, { rows, columns }] as const,
    );
    return new Map(sizes);
  }

  /** The reader's corrections: layers that hold only the images that were changed since they were written. */
  async corrections(): Promise<MaskLayer[]> {
    const pacer = new Pacer();
    const layers: MaskLayer[] = [];
    for (const series of this.bySeries.values()) {
      const segmentation = this.ohif.services.segmentationService.getSegmentation(series.segmentationId);
      if (!segmentation) continue;
      const onlyImages = new Set<string>();
      for (const slice of this.slices(series)) {
        if (this.isCorrected(series, slice)) onlyImages.add(slice.referencedImageId);
        await pacer.pause();
      }
      if (onlyImages.size > 0) layers.push({ segmentation, onlyImages, replaces: true });
    }
    return layers;
  }

  /** Shows the machine's masks in every viewport that shows their series. */
  async show(): Promise<void> {
    const { viewportGridService, segmentationService } = this.ohif.services;
    for (const { viewportId, displaySetInstanceUIDs } of viewportGridService.getState().viewports.values()) {
      const series = this.bySeries.get(displaySetInstanceUIDs[0]);
      if (!series || !segmentationService.getSegmentation(series.segmentationId)) continue;
      if (!this.ohif.services.cornerstoneViewportService.getCornerstoneViewport(viewportId)) continue;
      await this.showIn(viewportId, series);
    }
  }

  /** Forgets a segmentation that the reader deleted. */
  forget(segmentationId: string): void {
    for (const [uid, series] of this.bySeries) {
      if (series.segmentationId === segmentationId) this.bySeries.delete(uid);
    }
  }

  private async showIn(viewportId: string, { segmentationId, segments }: PredictedSeries): Promise<void> {
    const { segmentationService } = this.ohif.services;
    if (segmentationService.getSegmentationRepresentations(viewportId, { segmentationId }).length > 0) return;
    const active = segmentationService.getActiveSegmentation(viewportId);
    await segmentationService.addSegmentationRepresentation(viewportId, { segmentationId, type: 'Labelmap' });
    if (segmentationService.getSegmentationRepresentations(viewportId, { segmentationId }).length === 0)
      return;
    for (const { index, colour } of segments) {
      segmentationService.setSegmentColor(viewportId, segmentationId, index, [...colour, 255]);
    }
    // The viewer activates what was added last; the reader's brush must stay on the reader's own masks.
    if (active && active.segmentationId !== segmentationId) {
      segmentationService.setActiveSegmentation(viewportId, active.segmentationId);
    }
  }

  private *slices({ segmentationId }: PredictedSeries): Generator<LabelmapImage> {
    const segmentation = this.ohif.services.segmentationService.getSegmentation(segmentationId);
    if (segmentation) yield* labelmapImages(this.ohif, segmentation);
  }

  private isCorrected(series: PredictedSeries, { referencedImageId, values }: LabelmapImage): boolean {
    const hash = series.written.get(referencedImageId);
    return hash === undefined ? values.length > 0 && isDrawnOn(values) : maskHash(values) !== hash;
  }
}

/** An image on which nothing was written yet is empty, unless the reader drew on it. */
function isDrawnOn(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] > 0) return true;
  return false;
}

function sameSegments(a: readonly SegmentInfo[], b: readonly SegmentInfo[]): boolean {
  return a.length === b.length && a.every(({ index, name }, i) => b[i].index === index && b[i].name === name);
}
