export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample standard deviation; 0 for a single value. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/**
 * One-sided exact Wilcoxon signed-rank test (Wilcoxon 1945) that the differences are centred above 0.
 * Differences of 0 are left out; ties share their rank.
 *
 * @param differences at most 20, because all 2^n signs are enumerated
 * @returns p; 1 if all differences are 0
 */
export function signedRank(differences: readonly number[]): number {
  const rest = differences.filter((value) => value !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  if (rest.length > 20) throw new Error(`signedRank: ${rest.length} differences are too many to enumerate.`);
  if (rest.length === 0) return 1;
  const ranks = rest.map((value) => {
    const equal = rest.flatMap((other, i) => (Math.abs(other) === Math.abs(value) ? [i + 1] : []));
    return mean(equal);
  });
  const observed = sumWhere(ranks, (i) => rest[i] > 0);
  let asLarge = 0;
  for (let signs = 0; signs < 2 ** ranks.length; signs++) {
    if (sumWhere(ranks, (i) => ((signs >> i) & 1) === 1) >= observed - 1e-9) asLarge++;
  }
  return asLarge / 2 ** ranks.length;
}

function sumWhere(values: readonly number[], chosen: (index: number) => boolean): number {
  return values.reduce((sum, value, i) => (chosen(i) ? sum + value : sum), 0);
}
