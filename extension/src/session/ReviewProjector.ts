import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { ReviewItem } from '../state/ReviewItem';
import type { VoxelSize } from '../state/VoxelSize';
import type { ExampleInfo, Rgb, SegmentInfo, SessionState } from '../state/SessionState';
import { SeriesItems } from './SeriesItems';
import { SeriesProjection } from './SeriesProjection';

/** The part of the panel's state that is derived from the review. */
export type ReviewProjection = Pick<
  SessionState,
  'examples' | 'segments' | 'series' | 'prediction' | 'review'
>;

/**
 * Derives the panel's state from the review: examples, their segments, and the progress of each series. Looks
 * only at the images that changed, and returns the parts that did not change as the same objects, so that the
 * panel renders only what did.
 */
export class ReviewProjector {
  private readonly projections = new Map<string, SeriesProjection>();
  private readonly items = new Map<string, SeriesItems>();

  /**
   * @param index provides the images of each series and their numbers
   * @param colourOf the colour of the segment with this index
   * @param voxelOf the voxel size of a series
   */
  constructor(
    private readonly index: Pick<ViewerIndex, 'keysOf' | 'imageNumberOf'>,
    private readonly colourOf: (segment: number) => Rgb,
    private readonly voxelOf: (series: string) => VoxelSize | undefined,
  ) {}

  /**
   * @param before the panel's present state
   * @param changed the images whose records changed since the last call
   */
  project(review: ReviewState, before: ReviewProjection, changed: readonly ImageKey[]): ReviewProjection {
    const examples: ExampleInfo[] = [];
    const items: ReviewItem[] = [];
    let done = 0;
    const series = before.series.map((entry) => {
      if (entry.problem) return entry;
      const projection = this.projections.get(entry.id) ?? new SeriesProjection(this.index);
      this.projections.set(entry.id, projection);
      projection.update(review, entry, changed);
      examples.push(...projection.listExamples());
      const reviewed = this.items.get(entry.id) ?? new SeriesItems(this.index);
      this.items.set(entry.id, reviewed);
      const own = reviewed.update(review, entry, changed);
      items.push(...own);
      const { predicted } = projection;
      if (entry.round > 0 && entry.round === before.prediction.round) done += predicted;
      const voxel = entry.voxel ?? (own.length > 0 ? this.voxelOf(entry.id) : undefined);
      const same = predicted === entry.predicted && voxel === entry.voxel;
      return same ? entry : { ...entry, predicted, voxel };
    });
    return {
      examples: sameItems(before.examples, examples) ? before.examples : examples,
      segments: this.segments(review, before.segments, examples),
      series: sameItems(before.series, series) ? before.series : series,
      review: sameItems(before.review, items) ? before.review : items,
      prediction: done === before.prediction.done ? before.prediction : { ...before.prediction, done },
    };
  }

  private segments(
    { segments }: ReviewState,
    before: SegmentInfo[],
    examples: readonly ExampleInfo[],
  ): SegmentInfo[] {
    const used = new Set(examples.flatMap((example) => example.segments.map((segment) => segment.index)));
    const present = segments
      .filter((segment) => used.has(segment.index))
      .map((segment) => ({ ...segment, colour: this.colourOf(segment.index) }));
    const same =
      present.length === before.length && present.every((entry, i) => sameSegment(entry, before[i]));
    return same ? before : present;
  }
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function sameSegment(a: SegmentInfo, b: SegmentInfo): boolean {
  const { index, name, category, type } = a;
  return (
    index === b.index &&
    name === b.name &&
    category === b.category &&
    type === b.type &&
    sameItems(a.colour, b.colour)
  );
}
