/**
 * The probabilities of a prediction's segments as bytes, 0..255 for 0..1, one plane a segment.
 *
 * @param probabilities [pixels, classes], 0..1; class 0 is the background
 */
export function probabilityBytes(probabilities: Float32Array, classes: number): Uint8Array[] {
  const pixels = probabilities.length / classes;
  return Array.from({ length: classes - 1 }, (_, segment) =>
    Uint8Array.from({ length: pixels }, (_, i) => Math.round(255 * probabilities[i * classes + segment + 1])),
  );
}
