/**
 * Mean Dice overlap of two labelmaps over the given segments: 2 |A and B| / (|A| + |B|). A segment that is in neither
 * labelmap counts as 1.
 */
export function meanDice(a: Uint8Array, b: Uint8Array, segments: readonly number[]): number {
  if (a.length !== b.length) throw new Error(`meanDice: labelmaps of ${a.length} and ${b.length} pixels.`);
  let sum = 0;
  for (const segment of segments) {
    let both = 0;
    let total = 0;
    for (let i = 0; i < a.length; i++) {
      const inA = a[i] === segment;
      const inB = b[i] === segment;
      if (inA && inB) both++;
      if (inA) total++;
      if (inB) total++;
    }
    sum += total === 0 ? 1 : (2 * both) / total;
  }
  return sum / segments.length;
}
