import type { ImageKey } from '../../../src/data/ImageKey';
import { countPixels } from '../../../src/review/countPixels';
import { isExample } from '../../../src/review/isExample';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { ReviewState } from '../../../src/review/ReviewState';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import type { ExampleInfo, ExampleKind, SeriesInfo } from '../state/SessionState';

/** The examples and the progress of one series, updated image by image. */
export class SeriesProjection {
  private keys: readonly ImageKey[] = [];
  /** Position of each image in the series. */
  private positions = new Map<ImageKey, number>();
  private round = 0;
  private readonly described = new Map<ImageKey, { record: ReviewRecord; info: ExampleInfo }>();
  private readonly results = new Set<ImageKey>();
  private sorted: ExampleInfo[] | undefined;

  constructor(private readonly index: Pick<ViewerIndex, 'keysOf' | 'imageNumberOf'>) {}

  /** The examples in the order of the images; the same array as before while none changed. */
  listExamples(): readonly ExampleInfo[] {
    const place = ({ key }: ExampleInfo) => this.positions.get(key) ?? 0;
    this.sorted ??= [...this.described.values()].map(({ info }) => info).sort((a, b) => place(a) - place(b));
    return this.sorted;
  }

  /** Number of images that have a mask from the series' latest prediction run. */
  get predicted(): number {
    return this.results.size;
  }

  /**
   * Looks at the changed images; at all of them only if the series' images changed or a new run has begun.
   *
   * @param changed may contain images of other series
   */
  update({ records }: ReviewState, series: SeriesInfo, changed: readonly ImageKey[]): void {
    const keys = this.index.keysOf(series.id);
    if (keys === this.keys && series.round === this.round) {
      for (const key of changed) if (this.positions.has(key)) this.look(key, records[key], series);
      return;
    }
    if (keys !== this.keys) {
      this.keys = keys;
      this.positions = new Map(keys.map((key, i) => [key, i]));
      this.described.clear();
      this.sorted = undefined;
    }
    this.round = series.round;
    this.results.clear();
    for (const key of keys) this.look(key, records[key], series);
  }

  private look(key: ImageKey, record: ReviewRecord | undefined, series: SeriesInfo): void {
    const hasMask = this.round > 0 && record !== undefined && hasResult(record, this.round);
    if (hasMask) this.results.add(key);
    else this.results.delete(key);
    const example = record && isExample(record) ? record : undefined;
    // Records are immutable: a changed record is a different object.
    if (this.described.get(key)?.record === example) return;
    if (example) {
      const info = describeExample(example, series, this.index.imageNumberOf(key));
      this.described.set(key, { record: example, info });
    } else {
      this.described.delete(key);
    }
    this.sorted = undefined;
  }
}

function describeExample(record: ReviewRecord, series: SeriesInfo, imageNumber: string): ExampleInfo {
  const { key, mask, training } = record;
  const segments = countPixels(mask);
  const kind = kindOf(record, segments.length === 0);
  return {
    key,
    series: series.id,
    seriesNumber: series.number,
    seriesLabel: series.label,
    imageNumber,
    kind,
    included: training === 'included',
    segments,
    pixels: mask.rows * mask.columns,
  };
}

function kindOf({ origin, status }: ReviewRecord, empty: boolean): ExampleKind {
  if (origin === 'predicted' && status === 'accepted') return 'accepted';
  if (empty) return 'nothing';
  return status === 'corrected' ? 'corrected' : 'drawn';
}

/**
 * Whether an image has a mask in the results of a run: a predicted one, or the reader's on an included
 * example.
 */
function hasResult(record: ReviewRecord, round: number): boolean {
  if (isExample(record) && record.training === 'included') return true;
  return record.round === round || record.proposal?.round === round;
}
