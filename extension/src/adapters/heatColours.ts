/** Opacity of the highest value, 0..255: the image has to stay visible. */
const OPACITY = 190;

/**
 * Colours for values 0..255, from transparent over amber to pale yellow: red, green, blue and alpha of each.
 * Brightness and opacity rise with the value, so that the map does not depend on telling colours apart.
 */
export function heatColours(values: Uint8Array): Uint8ClampedArray<ArrayBuffer> {
  const colours = new Uint8ClampedArray(4 * values.length);
  values.forEach((value, i) => {
    const share = value / 255;
    colours.set([255, 130 + 115 * share, 150 * share ** 2, OPACITY * share ** 1.5], 4 * i);
  });
  return colours;
}
