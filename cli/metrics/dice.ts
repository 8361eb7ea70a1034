/**
 * Dice overlap of one label in two label arrays of one grid: 2 |A and B| / (|A| + |B|); 1 when neither has
 * the label.
 *
 * @throws Error when the arrays differ in length
 */
export function dice(a: Uint8Array, b: Uint8Array, label: number): number {
  if (a.length !== b.length) throw new Error(`dice: arrays of ${a.length} and ${b.length} voxels.`);
  let both = 0;
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    const inA = a[i] === label;
    const inB = b[i] === label;
    if (inA) total++;
    if (inB) total++;
    if (inA && inB) both++;
  }
  return total === 0 ? 1 : (2 * both) / total;
}
