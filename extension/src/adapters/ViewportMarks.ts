import type { Types } from '@cornerstonejs/core';
import type { ImageKey } from '../../../src/data/ImageKey';
import { addStyles } from '../ohif/addStyles';
import type { ReviewItem } from '../state/ReviewItem';
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
}

/** The marks on all viewports of the viewer, see {@link ViewportMark}. */
export class ViewportMarks {
  private readonly marks = new Map<string, ViewportMark>();
  private shown: ImageKey | undefined;

  constructor(
    private readonly index: ViewerIndex,
    private readonly source: MarkSource,
  ) {}

  /** Follows the viewer's viewports and the review. */
  readonly update = (): void => {
    const { viewportGridService, cornerstoneViewportService } = this.index.ohif.services;
    const { viewports } = viewportGridService.getState();
    for (const [id, mark] of this.marks) if (!viewports.has(id)) this.forget(id, mark);
    for (const { viewportId, displaySetInstanceUIDs } of viewports.values()) {
      const viewport = cornerstoneViewportService.getCornerstoneViewport(viewportId);
      if (viewport?.element) this.updateViewport(viewportId, viewport, displaySetInstanceUIDs[0]);
    }
  };

  dispose(): void {
    for (const [id, mark] of this.marks) this.forget(id, mark);
  }

  private updateViewport(viewportId: string, viewport: Types.IViewport, displaySetUID: string): void {
    const { element } = viewport;
    const present = this.marks.get(viewportId);
    if (present && present.element !== element) this.forget(viewportId, present);
    const mark = this.marks.get(viewportId) ?? this.follow(viewportId, element);
    const series = this.source
      .series()
      .find((id) => this.index.displaySetOf(id)?.displaySetInstanceUID === displaySetUID);
    const isStack = viewport.type === this.index.ohif.cornerstone.Enums.ViewportType.STACK;
    // In a volume viewport the images have another order, or are cut across.
    const items = series !== undefined && isStack ? this.source.itemsOf(series) : [];
    const imageId = isStack ? (viewport as Types.IStackViewport).getCurrentImageId() : undefined;
    const key = imageId === undefined ? undefined : this.index.keyOf(imageId);
    const count = series === undefined ? 0 : this.index.keysOf(series).length;
    mark.update({ items, count, shown: items.find((item) => item.key === key) });
    const active = this.index.ohif.services.viewportGridService.getActiveViewportId();
    if (viewportId !== active || key === this.shown) return;
    this.shown = key;
    this.source.onShown(key);
  }

  private follow(viewportId: string, element: HTMLDivElement): ViewportMark {
    const { Events } = this.index.ohif.cornerstone.Enums;
    addStyles('few-shot-segment-marks', styles);
    const mark = new ViewportMark(element, (position) => this.jump(viewportId, position));
    element.addEventListener(Events.STACK_NEW_IMAGE, this.update);
    element.addEventListener(Events.ELEMENT_DISABLED, this.update);
    this.marks.set(viewportId, mark);
    return mark;
  }

  private forget(viewportId: string, mark: ViewportMark): void {
    const { Events } = this.index.ohif.cornerstone.Enums;
    mark.element.removeEventListener(Events.STACK_NEW_IMAGE, this.update);
    mark.element.removeEventListener(Events.ELEMENT_DISABLED, this.update);
    mark.remove();
    this.marks.delete(viewportId);
  }

  private jump(viewportId: string, imageIndex: number): void {
    const { ohif } = this.index;
    const viewport = ohif.services.cornerstoneViewportService.getCornerstoneViewport(viewportId);
    if (viewport) void ohif.cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex });
  }
}
