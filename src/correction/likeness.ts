const BINS = 48;
/** Standard deviation of the histograms' smoothing, in bins: a short stroke is a small sample. */
const SMOOTHING = 4;

/**
 * How much each pixel looks like one sample of pixels rather than another, by histograms of their values.
 *
 * @param channels planes of equal length, one for each channel
 * @param own 1 for the pixels of the first sample
 * @param other 1 for the pixels of the second sample
 * @returns 0..1 for each pixel; 0.5 everywhere if a sample is empty
 */
export function likeness(
  channels: readonly Float32Array[],
  own: Uint8Array,
  other: Uint8Array,
): Float32Array {
  const odds = new Float32Array(own.length);
  for (const values of channels) {
    let [least, most] = [Infinity, -Infinity];
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    const scale = most > least ? (BINS - 1) / (most - least) : 0;
    const bins = Uint8Array.from(values, (value) => Math.round((value - least) * scale));
    const [a, b] = [own, other].map((sample) => histogram(bins, sample));
    const logOdds = a.map((density, bin) => Math.log((density + 1e-4) / (b[bin] + 1e-4)));
    bins.forEach((bin, i) => (odds[i] += logOdds[bin]));
  }
  return odds.map((value) => 1 / (1 + Math.exp(-value)));
}

/** Densities relative to an even distribution. */
function histogram(bins: Uint8Array, sample: Uint8Array): Float64Array {
  const counts = new Float64Array(BINS);
  let total = 0;
  bins.forEach((bin, i) => {
    counts[bin] += sample[i];
    total += sample[i];
  });
  if (total === 0) return counts.fill(1);
  return counts.map((_, bin) => {
    let density = 0;
    for (let offset = -16; offset <= 16; offset++) {
      const weight = Math.exp(-0.5 * (offset / SMOOTHING) ** 2) / (SMOOTHING * 2.5066);
      density += weight * (counts[Math.min(BINS - 1, Math.max(0, bin + offset))] ?? 0);
    }
    return (density * BINS) / total;
  });
}
