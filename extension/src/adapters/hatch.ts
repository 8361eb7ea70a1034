import type { Rgb } from '../state/SessionState';

/** Pixels from one stripe to the next, and the width of a stripe. */
const PERIOD = 4;
const STRIPE = 2;
/** Opacity of stripes, gaps and outlines, 0..255. */
const OPACITY = { stripe: 110, gap: 25, outline: 230 };

/**
 * A labelmap as diagonal stripes with an outline, which tells it from the even colour of a mask: red, green,
 * blue and alpha of each pixel.
 */
export function hatch(
  labelmap: Uint8Array,
  columns: number,
  colourOf: (segment: number) => Rgb,
): Uint8ClampedArray<ArrayBuffer> {
  const colours = new Uint8ClampedArray(4 * labelmap.length);
  labelmap.forEach((value, i) => {
    if (value === 0) return;
    const column = i % columns;
    const row = (i - column) / columns;
    const inside =
      column > 0 &&
      column < columns - 1 &&
      [i - 1, i + 1, i - columns, i + columns].every((at) => labelmap[at] === value);
    const { stripe, gap, outline } = OPACITY;
    const opacity = inside ? ((row + column) % PERIOD < STRIPE ? stripe : gap) : outline;
    colours.set([...colourOf(value), opacity], 4 * i);
  });
  return colours;
}
