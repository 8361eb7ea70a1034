import type { ViewerIndex } from '../adapters/ViewerIndex';
import { type MarkSource, ViewportMarks } from '../adapters/ViewportMarks';
import type { ReviewItem } from '../state/ReviewItem';
import type { SessionStore } from './SessionStore';

/** Delay between a change of the viewports and looking at them, ms; opening a series causes several. */
const SETTLE_MS = 100;

const NO_ITEMS: readonly ReviewItem[] = [];

/** Keeps the marks on the viewports in step with the review and with what the viewports show. */
export class ReviewMarks {
  private readonly marks: ViewportMarks;
  private readonly ends: (() => void)[];
  private bySeries = new Map<string, readonly ReviewItem[]>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onViewports receives the image of each viewport, see `MarkSource` */
  constructor(index: ViewerIndex, store: SessionStore, onViewports: MarkSource['onViewports']) {
    this.marks = new ViewportMarks(index, {
      series: () => [...this.bySeries.keys()],
      itemsOf: (series) => this.bySeries.get(series) ?? NO_ITEMS,
      onShown: (shownImage) => store.setState({ shownImage }),
      onViewports,
    });
    const { viewportGridService: grid, cornerstoneViewportService: viewports } = index.ohif.services;
    const later = () => this.updateLater();
    const subscriptions = [
      grid.subscribe(grid.EVENTS.GRID_STATE_CHANGED, later),
      grid.subscribe(grid.EVENTS.ACTIVE_VIEWPORT_ID_CHANGED, later),
      viewports.subscribe(viewports.EVENTS.VIEWPORT_DATA_CHANGED, later),
    ];
    this.ends = [
      ...subscriptions.map((subscription) => () => subscription.unsubscribe()),
      store.subscribe(({ review }, before) => {
        if (review === before.review) return;
        this.group(review);
        this.marks.update();
      }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.ends.forEach((end) => end());
    this.marks.dispose();
  }

  private updateLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.marks.update, SETTLE_MS);
  }

  private group(review: readonly ReviewItem[]): void {
    const groups = new Map<string, ReviewItem[]>();
    for (const item of review) {
      const group = groups.get(item.series);
      if (group) group.push(item);
      else groups.set(item.series, [item]);
    }
    const before = this.bySeries;
    this.bySeries = new Map(
      [...groups].map(([series, items]) => {
        const known = before.get(series);
        const same = known?.length === items.length && known.every((item, i) => item === items[i]);
        return [series, same ? known : items];
      }),
    );
  }
}
