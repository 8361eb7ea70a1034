import type { ImageKey } from '../../../src/data/ImageKey';
import { rateAttention, type Attention, type JudgedImage } from '../../../src/review/attention';
import { countPixels } from '../../../src/review/countPixels';
import { maskDice } from '../../../src/review/maskDice';
import { maskShape, type MaskShape } from '../../../src/review/maskShape';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { ReviewState } from '../../../src/review/ReviewState';
import { shownMask } from '../../../src/review/shownMask';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { ImageMark } from '../state/ImageMark';
import type { ReviewItem } from '../state/ReviewItem';
import type { SeriesInfo } from '../state/SessionState';

/** What is known of an image with a mask. */
interface Looked {
  record: ReviewRecord;
  mark: ImageMark;
  shape: MaskShape;
  /** The segments of the record's mask, and of the one that the results show. */
  all: ReviewItem['segments'];
  segments: ReviewItem['segments'];
}

/** The newest prediction of an image, and the one of the round before. */
interface Rounds {
  round: number | null;
  mask: PackedMask;
  before?: PackedMask;
  /** Dice of the two; null in the first round. */
  unchanged: number | null;
}

/**
 * The review items of one series. Masks are measured and compared only where they changed; the rating of all
 * images is a few numbers each.
 */
export class SeriesItems {
  private keys: readonly ImageKey[] = [];
  private positions = new Map<ImageKey, number>();
  private readonly looked = new Map<ImageKey, Looked>();
  private readonly rounds = new Map<ImageKey, Rounds>();
  /** Dice of an image's mask with that of the next one, for the pair of masks that it was computed for. */
  private readonly likeNext = new Map<ImageKey, { masks: readonly PackedMask[]; dice: number }>();
  private readonly numbers = new Map<ImageKey, string>();
  private items: readonly ReviewItem[] = [];

  constructor(private readonly index: Pick<ViewerIndex, 'keysOf' | 'imageNumberOf'>) {}

  /**
   * Updates the items of the changed images, and returns those of all images with a mask, in the order of the
   * images; unchanged items are the same objects as before.
   *
   * @param changed may contain images of other series
   */
  update({ records }: ReviewState, series: SeriesInfo, changed: readonly ImageKey[]): readonly ReviewItem[] {
    const keys = this.index.keysOf(series.id);
    const others = keys !== this.keys;
    if (others) {
      this.keys = keys;
      this.positions = new Map(keys.map((key, i) => [key, i]));
      this.looked.clear();
    }
    let dirty = others;
    for (const key of others ? keys : changed) {
      if (this.positions.has(key) && this.look(key, records[key])) dirty = true;
    }
    if (dirty) this.items = this.list(series);
    return this.items;
  }

  /** @returns whether the record differs from the last one */
  private look(key: ImageKey, record: ReviewRecord | undefined): boolean {
    const before = this.looked.get(key);
    if (before?.record === record) return false;
    if (!record) {
      this.looked.delete(key);
      this.rounds.delete(key);
      return true;
    }
    this.compareRounds(key, record);
    const known = before?.record.mask === record.mask ? before : undefined;
    const shape = known?.shape ?? maskShape(record.mask);
    const shown = shownMask(record);
    const all = known?.all ?? countPixels(record.mask);
    const segments = shown === record.mask ? all : shown ? countPixels(shown) : [];
    this.looked.set(key, { record, mark: markOf(record, shape), shape, all, segments });
    return true;
  }

  private compareRounds(key: ImageKey, { origin, status, mask, round }: ReviewRecord): void {
    if (origin !== 'predicted' || status === 'corrected') return;
    const last = this.rounds.get(key);
    // The clean-up predicts an image a second time in its round.
    const before = last && (last.round === round ? last.before : last.mask);
    const unchanged = before ? maskDice(before, mask) : null;
    this.rounds.set(key, { round, mask, before, unchanged });
  }

  private list(series: SeriesInfo): ReviewItem[] {
    const judged = this.keys.map((key, i) => this.judge(key, this.keys[i + 1]));
    const ratings = rateAttention(judged);
    const known = new Map(this.items.map((item) => [item.key, item]));
    return this.keys.flatMap((key, position) => {
      const looked = this.looked.get(key);
      if (!looked) return [];
      const item = this.describe(key, position, series, looked, ratings[position]);
      const before = known.get(key);
      return [before && sameItem(before, item) ? before : item];
    });
  }

  private judge(key: ImageKey, next: ImageKey | undefined): JudgedImage {
    const looked = this.looked.get(key);
    if (!looked) return { shape: undefined, confidence: null, known: false, likeNext: null, unchanged: null };
    const { record, shape, mark } = looked;
    return {
      shape,
      confidence: record.confidence,
      likeNext: this.compareNext(key, next),
      known: record.origin !== 'predicted' || mark === 'corrected',
      unchanged: this.rounds.get(key)?.unchanged ?? null,
    };
  }

  private compareNext(key: ImageKey, next: ImageKey | undefined): number | null {
    const masks = [key, next].flatMap((one) => (one && this.looked.get(one)?.record.mask) || []);
    if (masks.length < 2) return null;
    const known = this.likeNext.get(key);
    if (known && known.masks.every((mask, i) => mask === masks[i])) return known.dice;
    const dice = maskDice(masks[0], masks[1]);
    this.likeNext.set(key, { masks, dice });
    return dice;
  }

  private describe(
    key: ImageKey,
    position: number,
    series: SeriesInfo,
    { record, mark, shape: { pixels }, segments }: Looked,
    { need, reason }: Attention,
  ): ReviewItem {
    const imageNumber = this.numbers.get(key) ?? this.index.imageNumberOf(key);
    this.numbers.set(key, imageNumber);
    const { id, number: seriesNumber } = series;
    const predicted = record.origin === 'predicted';
    const place = { key, series: id, seriesNumber, imageNumber, position };
    return { ...place, mark, predicted, need, reason, pixels, segments };
  }
}

function markOf({ origin, status }: ReviewRecord, { pixels }: MaskShape): ImageMark {
  if (status === 'corrected') return 'corrected';
  if (origin === 'predicted') return status;
  return pixels === 0 ? 'nothing' : 'drawn';
}

function sameItem(a: ReviewItem, b: ReviewItem): boolean {
  const names = Object.keys(a) as (keyof ReviewItem)[];
  return names.every((name) => a[name] === b[name]);
}
