import type { Types } from '@cornerstonejs/core';
import { addStyles } from '../ohif/addStyles';
import type { Ohif } from '../ohif/Ohif';
import { shownImageId } from './shownImageId';
import styles from './imageOverlay.css';

/** Colours on the grid of an image. */
export interface OverlayImage {
  /** The viewer's id of the image that they belong to. */
  imageId: string;
  rows: number;
  columns: number;
  /** Red, green, blue and alpha of each pixel, 0..255. */
  colours: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * Colours over an image in a viewport that shows it as it was taken; they follow it when it is moved, zoomed
 * or turned.
 */
export class ImageOverlay {
  private readonly clip = document.createElement('div');
  private readonly canvas = document.createElement('canvas');
  private readonly badge: HTMLElement | undefined;
  private element: HTMLElement | undefined;
  private viewport: Types.IViewport | undefined;
  private image: OverlayImage | undefined;

  /**
   * @param name for tests
   * @param words shown in a badge at the top of the viewport
   */
  constructor(
    private readonly ohif: Ohif,
    name: string,
    words?: string,
  ) {
    addStyles('few-shot-segment-overlay', styles);
    this.clip.className = 'fss-overlay';
    this.clip.dataset.cy = name;
    this.clip.setAttribute('aria-hidden', 'true');
    this.clip.append(this.canvas);
    if (!words) return;
    this.badge = document.createElement('div');
    this.badge.className = 'fss-overlay-badge';
    this.badge.textContent = words;
    this.clip.append(this.badge);
  }

  /** Shows colours in a viewport, by default the active one, while it shows their image. */
  show(image: OverlayImage, viewportId?: string): void {
    const { services } = this.ohif;
    const id = viewportId ?? services.viewportGridService.getActiveViewportId();
    const viewport = id ? services.cornerstoneViewportService.getCornerstoneViewport(id) : undefined;
    if (!viewport) return this.hide();
    this.image = image;
    this.viewport = viewport;
    this.follow(viewport.element);
    const { canvas } = this;
    [canvas.width, canvas.height] = [image.columns, image.rows];
    canvas.getContext('2d')?.putImageData(new ImageData(image.colours, image.columns), 0, 0);
    this.place();
  }

  /** Removes the colours. */
  hide(): void {
    this.follow(undefined);
    this.image = undefined;
    this.clip.remove();
  }

  private follow(element: HTMLElement | undefined): void {
    if (this.element === element) return;
    const { CAMERA_MODIFIED, IMAGE_RENDERED, ELEMENT_DISABLED } = this.ohif.cornerstone.Enums.Events;
    for (const name of [CAMERA_MODIFIED, IMAGE_RENDERED, ELEMENT_DISABLED]) {
      this.element?.removeEventListener(name, this.place);
      element?.addEventListener(name, this.place);
    }
    this.element = element;
  }

  /** Moves the canvas to where the viewport shows the image. */
  private readonly place = (): void => {
    const { clip, canvas, element, viewport, image } = this;
    if (!element || !viewport || !image) return;
    const { imageId, rows, columns } = image;
    const corners =
      shownImageId(viewport) === imageId
        ? [
            [-0.5, -0.5],
            [columns - 0.5, -0.5],
            [-0.5, rows - 0.5],
          ].map(([column, row]) => this.ohif.cornerstone.utilities.imageToWorldCoords(imageId, [column, row]))
        : [];
    const [origin, right, bottom] = corners.flatMap((world) =>
      world ? [viewport.worldToCanvas(world)] : [],
    );
    clip.hidden = !bottom;
    // The viewer clears the element when it shows another series.
    if (clip.parentElement !== element) element.append(clip);
    if (!bottom) return;
    const across = [0, 1].map((axis) => (right[axis] - origin[axis]) / columns);
    const down = [0, 1].map((axis) => (bottom[axis] - origin[axis]) / rows);
    canvas.style.transform = `matrix(${[...across, ...down, ...origin].join(', ')})`;
  };
}
