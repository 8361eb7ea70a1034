import { IMAGE_MARKS } from '../state/ImageMark';
import type { ReviewItem } from '../state/ReviewItem';

/** From this need on a proposal's bar has its full length; more is rare. */
const FULL = 0.5;

/** The 2-D context's members that are used here, so that tests can record them. */
type Pen = Pick<CanvasRenderingContext2D, 'fillStyle' | 'fillRect' | 'clearRect'>;

/**
 * Draws the review of a series, one band per image from top to bottom. Masks that the reader drew or judged
 * are full bands, with a gap in the middle where one is rejected; a proposal is a bar whose length is how
 * much it needs a look.
 *
 * @param items of the series; images without a mask stay blank
 * @param count number of images of the series
 */
export function drawStrip(
  pen: Pen,
  width: number,
  height: number,
  items: readonly ReviewItem[],
  count: number,
): void {
  pen.clearRect(0, 0, width, height);
  const band = height / Math.max(1, count);
  const thickness = band > 4 ? band - 1 : Math.max(1, band);
  for (const { mark, need, position } of items) {
    const top = position * band;
    pen.fillStyle = IMAGE_MARKS[mark].colour;
    if (mark === 'proposed') {
      pen.fillRect(0, top, Math.max(2, Math.min(1, need / FULL) * width), thickness);
    } else if (mark === 'rejected') {
      pen.fillRect(0, top, width / 3, thickness);
      pen.fillRect((2 * width) / 3, top, width / 3, thickness);
    } else {
      pen.fillRect(0, top, width, thickness);
    }
  }
}
