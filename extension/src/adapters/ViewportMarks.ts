import type { Types } from '@cornerstonejs/core';
import type { ImageKey } from '../../../src/data/ImageKey';
import { addStyles } from '../ohif/addStyles';
import type { ReviewItem } from '../state/ReviewItem';
import { ScrollOrder } from './ScrollOrder';
import { shownImageId } from './shownImageId';
import type { ViewerIndex } from './ViewerIndex';
import { ViewportMark } from './ViewportMark';
import styles from './viewportMarks.css';

/** Where the marks get the review from, and what they report. */
export interface MarkSource {
  /** Ids of the series with masks. */
  series(): readonly string[];
  /** The items of a series in the order of its images; the same array while they are unchanged. */
  itemsOf(series: string): readonly ReviewItem[];
  /** Receives the image in the active viewport, whenever another one is shown. */
  onShown(key: ImageKey | undefined): void;
  /** Receives the image in each viewport that shows one as it was taken, whenever one of them changes. */
  onViewports(shown: ReadonlyMap<string, ImageKey>): void;
}

const NO_ITEMS: readonly ReviewItem[] = [];

/** The marks on all viewports of the viewer, see {@link ViewportMark}. */
export class ViewportMarks {
  private readonly marks = new Map<string, { mark: ViewportMark; order: ScrollOrder }>();
  private shown: ImageKey | undefined;
  private shownBy: ReadonlyMap<string, ImageKey> = new Map();

  constructor(
    private readonly index: ViewerIndex,
    private readonly source: MarkSource,
  ) {}

  /** Follows the viewer's viewports and the review. */
  readonly update = (): void => {
    const { viewportGridService, cornerstoneViewportService } = this.index.ohif.services;
    const { viewports } = viewportGridService.getState();
    for (const [id, { mark }] of this.marks) if (!viewports.has(id)) this.forget(id, mark);
    const shownBy = new Map<string, ImageKey>();
    for (const { viewportId, displaySetInstanceUIDs } of viewports.values()) {
      const viewport = cornerstoneViewportService.getCornerstoneViewport(viewportId);
      if (!viewport?.element) continue;
      const key = this.updateViewport(viewportId, viewport, displaySetInstanceUIDs[0]);
      if (key !== undefined) shownBy.set(viewportId, key);
    }
    const before = this.shownBy;
    if (shownBy.size === before.size && [...shownBy].every(([id, key]) => before.get(id) === key)) return;
    this.shownBy = shownBy;
    this.source.onViewports(shownBy);
  };

  dispose(): void {
    for (const [id, { mark }] of this.marks) this.forget(id, mark);
  }

  /** @returns the image that the viewport shows as it was taken */
  private updateViewport(
    viewportId: string,
    viewport: Types.IViewport,
    displaySetUID: string,
  ): ImageKey | undefined {
    const { element } = viewport;
    const present = this.marks.get(viewportId);
    if (present && present.mark.element !== element) this.forget(viewportId, present.mark);
    const { mark, order } = this.marks.get(viewportId) ?? this.follow(viewportId, element);
    const series = this.source
      .series()
      .find((id) => this.index.displaySetOf(id)?.displaySetInstanceUID === displaySetUID);
    const imageId = shownImageId(viewport);
    const key = imageId === undefined ? undefined : this.index.keyOf(imageId);
    const keys = series === undefined ? [] : this.index.keysOf(series);
    // A cut across the images shows none of their masks as a whole.
    const items = series === undefined || key === undefined ? NO_ITEMS : this.source.itemsOf(series);
    const shown = items.find((item) => item.key === key);
    mark.update({ items: order.apply(viewport, items, keys), count: keys.length, shown });
    const active = this.index.ohif.services.viewportGridService.getActiveViewportId();
    if (viewportId === active && key !== this.shown) {
      this.shown = key;
      this.source.onShown(key);
    }
    return key;
  }

  private follow(viewportId: string, element: HTMLDivElement) {
    addStyles('few-shot-segment-marks', styles);
    const mark = new ViewportMark(element, (position) => this.jump(viewportId, position));
    for (const name of this.changes) element.addEventListener(name, this.update);
    const followed = { mark, order: new ScrollOrder(this.index) };
    this.marks.set(viewportId, followed);
    return followed;
  }

  private forget(viewportId: string, mark: ViewportMark): void {
    for (const name of this.changes) mark.element.removeEventListener(name, this.update);
    mark.remove();
    this.marks.delete(viewportId);
  }

  /** Events of a viewport that shows another image, or none any more. */
  private get changes(): string[] {
    const { Events } = this.index.ohif.cornerstone.Enums;
    return [Events.STACK_NEW_IMAGE, Events.VOLUME_NEW_IMAGE, Events.ELEMENT_DISABLED];
  }

  private jump(viewportId: string, imageIndex: number): void {
    const { ohif } = this.index;
    const viewport = ohif.services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    if (viewport) void ohif.cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex });
  }
}
