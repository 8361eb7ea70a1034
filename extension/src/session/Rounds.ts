import { findSegment } from '../../../src/data/findSegment';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { Segment } from '../../../src/data/Segment';
import type { PackedMask } from '../../../src/review/PackedMask';
import { partlyKnown } from '../../../src/review/partlyKnown';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import { sameMask } from '../../../src/review/sameMask';
import type { TrainedModel } from '../../../src/worker/protocol';
import { renameSegments } from '../../../src/worker/renameSegments';
import type { SessionStore } from './SessionStore';
import { trainsOn } from './trainsOn';

/** The masks and the model before a round. */
interface Earlier {
  review: ReviewState;
  model: TrainedModel;
}

/**
 * The rounds of training and correction: which examples the current model has learnt, and what there was
 * before the last round.
 */
export class Rounds {
  /** The state before the last refinement, to revert it. */
  earlier: Earlier | undefined;
  /** The examples that were new in the last training; images near them are predicted first. */
  newest: ReadonlySet<ImageKey> = new Set();
  private learnt: ReadonlyMap<ImageKey, PackedMask> = new Map();
  private readonly ends: (() => void)[];

  constructor(
    private readonly store: SessionStore,
    private readonly review: ReviewStore,
  ) {
    this.ends = [
      store.subscribe(({ examples }, before) => {
        if (examples !== before.examples) this.count();
      }),
      review.subscribe(({ action, before, keys, state }) => {
        if (action.type === 'segmentRenamed') this.rename(before.segments, action.segment);
        if (keys.some((key) => state.records[key]?.known)) this.count();
      }),
    ];
  }

  /** Whether the model has not learnt an image's present mask. */
  isNew(key: ImageKey): boolean {
    const record = this.review.state.records[key];
    return record !== undefined && !this.hasLearnt(key, lessonOf(record));
  }

  /** What a model would learn from these images at present, see {@link noteLearnt}. */
  lessonsOf(keys: readonly ImageKey[]): ReadonlyMap<ImageKey, PackedMask> {
    const { records } = this.review.state;
    return new Map(
      keys.flatMap((key) => (Object.hasOwn(records, key) ? [[key, lessonOf(records[key])]] : [])),
    );
  }

  /** Records what the model has learnt; masks may have changed since they were read. */
  noteLearnt(masks: ReadonlyMap<ImageKey, PackedMask>): void {
    this.newest = new Set([...masks].flatMap(([key, mask]) => (this.hasLearnt(key, mask) ? [] : [key])));
    this.learnt = masks;
    this.count();
  }

  /** The models go on knowing the segment, by its new name. */
  private rename(table: readonly Segment[], segment: Segment): void {
    const rename = (model: TrainedModel) =>
      renameSegments(model, (entry) =>
        findSegment(table, entry)?.index === segment.index ? { ...segment, index: entry.index } : entry,
      );
    const { model } = this.store.getState();
    if (model) this.store.setState({ model: rename(model) });
    if (this.earlier) this.earlier = { ...this.earlier, model: rename(this.earlier.model) };
  }

  private hasLearnt(key: ImageKey, mask: PackedMask): boolean {
    const lesson = this.learnt.get(key);
    return lesson !== undefined && sameMask(lesson, mask);
  }

  dispose(): void {
    this.ends.forEach((end) => end());
  }

  private count(): void {
    const { examples, newExamples } = this.store.getState();
    const keys = [
      ...examples.filter(trainsOn).map(({ key }) => key),
      ...partlyKnown(this.review.state).map(({ key }) => key),
    ];
    const count = keys.filter((key) => this.isNew(key)).length;
    if (count !== newExamples) this.store.setState({ newExamples: count });
  }
}

/** What there is to learn of a mask: all of it, or what is known of it. */
const lessonOf = ({ mask, known }: ReviewRecord) => known ?? mask;
