/** An image that the reader drew on, or marked as one without the structure. */
export interface DrawnPlace {
  /** Position in the series, from 0. */
  position: number;
  /** Number of pixels of its mask; 0 where the structure is absent. */
  pixels: number;
}

/** An image to draw on. */
export interface Suggestion {
  position: number;
  /** Whether it lies `between` drawn images, or `beyond` them, where the structure may go on. */
  place: 'between' | 'beyond';
}

/** The first step away from a single drawn image, as a share of the series. */
const FIRST_STEP = 1 / 10;
/** A structure may go on beyond an image where it still has this share of its largest mask. */
const LARGE = 0.3;

/**
 * Which image of a series to draw next, so that the drawn ones are spread evenly over the structure: first
 * beyond the drawn ones, where its end is not known, at the interval that they have so far; then in the
 * middle of the largest gap.
 *
 * @param images number of images of the series
 * @param drawn in any order
 * @returns undefined if nothing is drawn yet, or no image is left
 */
export function suggestImage(images: number, drawn: readonly DrawnPlace[]): Suggestion | undefined {
  const shown = drawn.filter(({ pixels }) => pixels > 0).sort((a, b) => a.position - b.position);
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return undefined;
  const interval =
    shown.length > 1
      ? Math.round((last.position - first.position) / (shown.length - 1))
      : Math.round(FIRST_STEP * images);
  const step = Math.max(1, interval);
  const largest = Math.max(...shown.map(({ pixels }) => pixels));
  const absent = drawn.filter(({ pixels }) => pixels === 0).map(({ position }) => position);
  const beyond = [
    {
      ...last,
      next: Math.min(images - 1, last.position + step),
      settled: absent.some((position) => position > last.position),
    },
    {
      ...first,
      next: Math.max(0, first.position - step),
      settled: absent.some((position) => position < first.position),
    },
  ].filter(
    ({ pixels, position, next, settled }) => !settled && next !== position && pixels >= LARGE * largest,
  );
  const [open] = beyond.sort((a, b) => b.pixels - a.pixels);
  if (open) return { position: open.next, place: 'beyond' };
  const gaps = shown.slice(1).map(({ position }, i) => ({ from: shown[i].position, to: position }));
  const [gap] = gaps.sort((a, b) => b.to - b.from - (a.to - a.from));
  if (!gap || gap.to - gap.from < 2) return undefined;
  return { position: Math.round((gap.from + gap.to) / 2), place: 'between' };
}
