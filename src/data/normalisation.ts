/** How the intensities of one series map to the networks' range. */
export interface Normalisation {
  /** Median of the foreground, in modality units. */
  centre: number;
  /** Half the 5th-to-95th percentile range of the foreground; > 0. */
  spread: number;
}

/** An intensity this many spreads away from the centre maps to the end of the range. */
const REACH = 10;
const BINS = 256;

/**
 * Robust intensity normalisation of a series. Air around the patient fills a varying share of an image, so the
 * statistics are taken over the brighter class of Otsu's threshold only, and from quantiles, which outliers do
 * not move.
 *
 * @param sample modality values of the series; values that are not finite are ignored
 * @returns centre and spread; a constant or empty sample gives spread 1, so that it maps to 0 everywhere
 */
export function fitNormalisation(sample: Float32Array): Normalisation {
  const values = sample.filter(Number.isFinite).sort();
  if (values.length === 0) return { centre: 0, spread: 1 };
  const threshold = otsuThreshold(values);
  const first = values.findIndex((value) => value > threshold);
  const foreground = first < 0 ? values : values.subarray(first);
  const quantile = (q: number) =>
    foreground[Math.min(foreground.length - 1, Math.floor(q * foreground.length))];
  const spread = (quantile(0.95) - quantile(0.05)) / 2 || (values[values.length - 1] - values[0]) / 2;
  return { centre: quantile(0.5), spread: spread > 0 ? spread : 1 };
}

/**
 * Maps modality values to -1..1: asinh(z) / asinh(REACH) with z = (value - centre) / spread. Nearly linear for the
 * tissue, and compressed, but never flat, for air, bone and metal. Values that are not finite become -1.
 */
export function normalise(pixels: Float32Array, { centre, spread }: Normalisation): Float32Array {
  const scale = 1 / Math.asinh(REACH);
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const value = Math.asinh((pixels[i] - centre) / spread) * scale;
    out[i] = value >= -1 ? Math.min(1, value) : -1;
  }
  return out;
}

/** Otsu's threshold (IEEE Trans. SMC 1979) of ascending values, between the 0.5th and 99.5th percentile. */
function otsuThreshold(sorted: Float32Array): number {
  const low = sorted[Math.floor(0.005 * sorted.length)];
  const high = sorted[Math.min(sorted.length - 1, Math.floor(0.995 * sorted.length))];
  if (!(high > low)) return low;
  const histogram = new Float64Array(BINS);
  for (const value of sorted) {
    const bin = Math.floor(((value - low) / (high - low)) * BINS);
    histogram[Math.max(0, Math.min(BINS - 1, bin))]++;
  }
  let total = 0;
  for (let i = 0; i < BINS; i++) total += i * histogram[i];
  let weight = 0;
  let sum = 0;
  let best = -1;
  let bin = 0;
  for (let i = 0; i < BINS - 1; i++) {
    weight += histogram[i];
    sum += i * histogram[i];
    if (weight === 0 || weight === sorted.length) continue;
    const difference = sum / weight - (total - sum) / (sorted.length - weight);
    const between = weight * (sorted.length - weight) * difference * difference;
    if (between > best) {
      best = between;
      bin = i;
    }
  }
  return low + ((bin + 1) / BINS) * (high - low);
}
