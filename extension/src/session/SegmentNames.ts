import { renamedSegment } from '../../../src/data/renamedSegment';
import { sameName } from '../../../src/data/sameName';
import type { Segment } from '../../../src/data/Segment';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import type { LayerValues, MaskLayer } from '../adapters/collectMasks';
import type { PredictedMasks } from '../adapters/PredictedMasks';
import type { Ohif } from '../ohif/Ohif';
import type { SessionStore } from './SessionStore';

/**
 * Keeps the names of segments the same in the review and in all of the viewer's segmentations, wherever the
 * reader changes one. Without it, a labelmap whose segment was renamed would show a new structure, which the
 * model does not know.
 */
export class SegmentNames {
  /** What the last scan found. */
  private found: LayerValues = new Map();
  /** Segmentation and value of renamed segments: the codes of the SEG that they come from do not apply. */
  private readonly retyped = new Set<string>();

  constructor(
    private readonly ohif: Ohif,
    private readonly store: SessionStore,
    private readonly review: ReviewStore,
    private readonly predicted: PredictedMasks,
  ) {}

  /** Whether a training or prediction uses the present names; renaming has to wait. */
  get inUse(): boolean {
    const { training, prediction } = this.store.getState();
    return training.phase !== 'idle' || prediction.running;
  }

  /** Renames a segment of the study in the review and in all segmentations. */
  rename(segment: Segment): void {
    const before = this.review.state.segments.find(({ index }) => index === segment.index);
    if (!before || this.isTaken(segment)) return;
    // The viewer reports each change of a label at once, and this one is no rename by the reader.
    const { segmentationService } = this.ohif.services;
    const places = segmentationService.getSegmentations().flatMap(({ segmentationId, segments }) =>
      Object.entries(segments).flatMap(([key, entry]) => {
        const value = Number(key);
        if (!entry || this.indexOf(segmentationId, value, entry.label, before) !== segment.index) return [];
        return [{ segmentationId, value, entry }];
      }),
    );
    this.review.dispatch({ type: 'segmentRenamed', segment });
    this.predicted.rename(segment);
    for (const { segmentationId, value, entry } of places) {
      this.retyped.add(`${segmentationId} ${value}`);
      const known = this.found.get(segmentationId)?.get(value);
      if (known) known.label = segment.name;
      if (entry.label !== segment.name) {
        segmentationService.setSegmentLabel(segmentationId, value, segment.name);
      }
    }
  }

  /**
   * Takes over names that the reader changed in the viewer's own list of segments. A name that only one of
   * several drawn labelmaps got is a new structure there.
   */
  follow(): void {
    if (this.inUse) return;
    for (const { segmentationId, segments } of this.ohif.services.segmentationService.getSegmentations()) {
      for (const [value, { index, label }] of this.namesIn(segmentationId)) {
        const now = segments[value]?.label?.trim();
        const segment = this.review.state.segments.find((entry) => entry.index === index);
        if (!now || !segment || now === label || now === segment.name) continue;
        if (!this.isDrawnElsewhere(index, segmentationId)) this.rename(renamedSegment(segment, now));
      }
    }
  }

  /** The layer with the names and types that count for it now. */
  apply(layer: MaskLayer): MaskLayer {
    const { segmentationId } = layer.segmentation;
    const types = [...(layer.types ?? [])].filter(
      ([value]) => !this.retyped.has(`${segmentationId} ${value}`),
    );
    const labels = this.inUse
      ? new Map([...this.namesIn(segmentationId)].map(([value, { label }]) => [value, label]))
      : undefined;
    return { ...layer, types: new Map(types), labels };
  }

  /** Notes what a scan found. */
  note(values: LayerValues): void {
    this.found = values;
  }

  /** Whether another segment has the name. */
  isTaken(segment: Segment): boolean {
    return this.review.state.segments.some(
      (other) => other.index !== segment.index && sameName(other, segment),
    );
  }

  private namesIn(segmentationId: string): Map<number, { index: number; label: string }> {
    const results = this.predicted.segmentsIn(segmentationId);
    if (!results) return this.found.get(segmentationId) ?? new Map();
    return new Map(results.map(({ index, name }) => [index, { index, label: name }]));
  }

  /** The segment of the study that a value of a segmentation is; a value without masks goes by its name. */
  private indexOf(
    segmentationId: string,
    value: number,
    name: string | undefined,
    before: Segment,
  ): number | undefined {
    const known = this.namesIn(segmentationId).get(value);
    if (known) return known.index;
    return name !== undefined && sameName({ name }, before) ? before.index : undefined;
  }

  private isDrawnElsewhere(index: number, segmentationId: string): boolean {
    if (this.predicted.owns(segmentationId)) return false;
    return [...this.found].some(
      ([id, values]) => id !== segmentationId && [...values.values()].some((value) => value.index === index),
    );
  }
}
