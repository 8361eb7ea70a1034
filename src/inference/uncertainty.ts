/**
 * How undecided a prediction is at each pixel: 255 where the two most probable classes are equally probable,
 * 0 where one is certain. With one structure this is 1 - |2p - 1|, where p is its probability.
 *
 * @param probabilities [pixels, classes], 0..1
 */
export function uncertainty(probabilities: Float32Array, classes: number): Uint8Array {
  const pixels = new Uint8Array(probabilities.length / classes);
  for (let i = 0, at = 0; i < pixels.length; i++) {
    let [first, second] = [0, 0];
    for (let c = 0; c < classes; c++, at++) {
      const value = probabilities[at];
      if (value > first) [first, second] = [value, first];
      else if (value > second) second = value;
    }
    pixels[i] = Math.round(255 * (1 - (first - second)));
  }
  return pixels;
}
