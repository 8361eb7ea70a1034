import { IMAGE_MARKS } from '../state/ImageMark';
import type { ReviewItem } from '../state/ReviewItem';
import { describeMark } from '../state/describeMark';
import { drawStrip } from './drawStrip';

/** Pointer events on the strip that must not reach the viewport's tools. */
const OWN_EVENTS = ['mousedown', 'pointerdown', 'touchstart', 'dblclick', 'contextmenu'] as const;

/** What one viewport's marks show. */
export interface MarkedSeries {
  /** The items of the viewport's series, in the order of the images. */
  items: readonly ReviewItem[];
  /** Number of images of the series. */
  count: number;
  /** The item of the image that the viewport shows; undefined when it has no mask. */
  shown: ReviewItem | undefined;
}

/**
 * The marks on one viewport: a badge that says whether the shown mask is drawn, proposed, accepted and
 * so on, and a strip beside the scrollbar with the state of every image of the series.
 */
export class ViewportMark {
  private readonly badge = document.createElement('div');
  private readonly strip = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private drawn: { items: readonly ReviewItem[]; count: number; height: number } | undefined;
  private marked: MarkedSeries = { items: [], count: 0, shown: undefined };

  /**
   * @param element the viewport's element, which keeps its own children
   * @param jump shows the image at a position of the series
   */
  constructor(
    readonly element: HTMLElement,
    jump: (position: number) => void,
  ) {
    const { badge, strip, canvas } = this;
    badge.className = 'fss-mark';
    badge.dataset.cy = 'few-shot-mark';
    badge.setAttribute('role', 'status');
    strip.className = 'fss-strip';
    strip.dataset.cy = 'few-shot-strip';
    // The review list has the same content for the keyboard and for screen readers.
    strip.setAttribute('aria-hidden', 'true');
    strip.append(canvas);
    for (const name of OWN_EVENTS) strip.addEventListener(name, (event) => event.stopPropagation());
    strip.addEventListener('click', (event) => jump(this.positionAt(event)));
    strip.addEventListener('mousemove', (event) => (strip.title = this.describe(this.positionAt(event))));
  }

  /** Shows the present state; works only where it changed. */
  update(marked: MarkedSeries): void {
    this.marked = marked;
    const { badge, strip, element } = this;
    const { items, count, shown } = marked;
    badge.hidden = !shown;
    strip.hidden = items.length === 0;
    // The viewer clears the element when it shows another series.
    if (badge.parentElement !== element) element.append(badge, strip);
    if (shown) {
      const text = `${IMAGE_MARKS[shown.mark].symbol} ${describeMark(shown)}`;
      if (badge.textContent !== text) badge.textContent = text;
      badge.dataset.mark = shown.mark;
      badge.style.color = IMAGE_MARKS[shown.mark].colour;
    }
    const height = strip.clientHeight;
    if (this.drawn?.items === items && this.drawn.count === count && this.drawn.height === height) return;
    this.drawn = { items, count, height };
    this.paint();
  }

  remove(): void {
    this.badge.remove();
    this.strip.remove();
  }

  private paint(): void {
    const { canvas, strip } = this;
    const scale = window.devicePixelRatio || 1;
    canvas.width = Math.round(strip.clientWidth * scale);
    canvas.height = Math.round(strip.clientHeight * scale);
    const pen = canvas.getContext('2d');
    if (pen) drawStrip(pen, canvas.width, canvas.height, this.marked.items, this.marked.count);
  }

  private positionAt({ clientY }: MouseEvent): number {
    const { top, height } = this.strip.getBoundingClientRect();
    const { count } = this.marked;
    return Math.max(0, Math.min(count - 1, Math.floor(((clientY - top) / height) * count)));
  }

  private describe(at: number): string {
    const item = this.marked.items.find(({ position }) => position === at);
    return item ? `Image ${item.imageNumber}: ${describeMark(item)}` : 'No mask on this image';
  }
}
