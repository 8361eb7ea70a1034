/**
 * Dice overlap of the regions inside two outlines, 0..1; at least one region must not be empty.
 *
 * @param a signed distance of each pixel from an outline, negative inside; likewise `b`
 */
export function outlineOverlap(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let total = 0;
  a.forEach((distance, i) => {
    if (distance < 0 && b[i] < 0) both++;
    if (distance < 0) total++;
    if (b[i] < 0) total++;
  });
  return (2 * both) / total;
}
