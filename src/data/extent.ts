/**
 * Smallest and largest value. `Math.min(...values)` fails from about 100,000 values on, and files decide how
 * many corners a contour has, or how many studies a cohort.
 *
 * @returns [Infinity, -Infinity] without values
 */
export function extent(values: Iterable<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
