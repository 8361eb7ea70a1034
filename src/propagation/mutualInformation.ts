/**
 * Normalised mutual information of two lists of classes, (H(A) + H(B)) / H(A, B): 1 if they tell nothing
 * about each other, 2 if each determines the other (Studholme, Hill and Hawkes 1999). It does not depend on
 * how the values of one modality relate to those of the other.
 *
 * @param a classes 0..classes-1; negative where there is none
 * @param b as long as `a`; pairs with a negative class do not count
 * @returns 1 without pairs
 */
export function mutualInformation(a: Int16Array, b: Int16Array, classes: number): number {
  const joint = new Float64Array(classes * classes);
  const rows = new Float64Array(classes);
  const columns = new Float64Array(classes);
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] < 0 || b[i] < 0) continue;
    joint[a[i] * classes + b[i]]++;
    rows[a[i]]++;
    columns[b[i]]++;
    count++;
  }
  const both = entropy(joint, count);
  return both > 0 ? (entropy(rows, count) + entropy(columns, count)) / both : 1;
}

/** Shannon entropy of a histogram, nats. */
function entropy(histogram: Float64Array, count: number): number {
  let sum = 0;
  for (const n of histogram) if (n > 0) sum -= n * Math.log(n / count);
  return count > 0 ? sum / count : 0;
}
