import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import { sameMask } from '../../../src/review/sameMask';
import type { TrainedModel } from '../../../src/worker/protocol';
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
    ];
  }

  /** Whether the model has not learnt an image's present mask. */
  isNew(key: ImageKey): boolean {
    const record = this.review.state.records[key];
    const mask = this.learnt.get(key);
    return record !== undefined && (!mask || !sameMask(mask, record.mask));
  }

  /** The present masks of these images. */
  masksOf(keys: readonly ImageKey[]): ReadonlyMap<ImageKey, PackedMask> {
    const { records } = this.review.state;
    return new Map(keys.flatMap((key) => (Object.hasOwn(records, key) ? [[key, records[key].mask]] : [])));
  }

  /** Records what the model has learnt; masks may have changed since they were read. */
  noteLearnt(masks: ReadonlyMap<ImageKey, PackedMask>): void {
    this.newest = new Set(
      [...masks].flatMap(([key, mask]) => {
        const before = this.learnt.get(key);
        return before && sameMask(before, mask) ? [] : [key];
      }),
    );
    this.learnt = masks;
    this.count();
  }

  dispose(): void {
    this.ends.forEach((end) => end());
  }

  private count(): void {
    const { examples, newExamples } = this.store.getState();
    const count = examples.filter((example) => trainsOn(example) && this.isNew(example.key)).length;
    if (count !== newExamples) this.store.setState({ newExamples: count });
  }
}
