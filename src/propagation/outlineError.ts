/**
 * Mean distance of the true outline from the estimated one, pixels.
 *
 * @param guess signed distance of each pixel from the estimated outline, negative inside; likewise `truth`
 * @param maximum limit of the distance of a single pixel; also the result without a true outline
 */
export function outlineError(guess: Float32Array, truth: Float32Array, maximum: number): number {
  let sum = 0;
  let count = 0;
  truth.forEach((distance, i) => {
    // On the true outline, the estimated distance is the error.
    if (Math.abs(distance) > 1) return;
    sum += Math.min(Math.abs(guess[i] - distance), maximum);
    count++;
  });
  return count === 0 ? maximum : sum / count;
}
