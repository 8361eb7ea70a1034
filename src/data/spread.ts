/**
 * Picks `count` of the values: the middle one of each of `count` equal parts; all values if there are no more
 * than that.
 */
export function spread<T>(values: readonly T[], count: number): T[] {
  if (count >= values.length) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]);
}
