/** `count` of the values, each the middle of an equal part; all where there are fewer. */
export function spread<T>(values: readonly T[], count: number): T[] {
  if (count >= values.length) return [...values];
  return Array.from({ length: count }, (_, i) => values[Math.floor(((i + 0.5) * values.length) / count)]);
}
