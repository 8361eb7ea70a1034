/** A power that values between two ends are raised to, as a share of the way from one to the other. */
export interface Tone {
  low: number;
  high: number;
  /** < 1 brightens, > 1 darkens what lies between. */
  power: number;
}

/** Ends of the range that counts: a few extreme values do not. */
const ENDS = [0.01, 0.99] as const;
const MAX = 4096;
/** What takes a larger power, as a logarithm, is no change of tone any more. */
const LARGEST_LOG = 1.5;
const HALVINGS = 16;

interface Scaled {
  low: number;
  high: number;
  /** Some of the values, 0..1. */
  values: Float32Array;
}

/**
 * How bright a series is on the whole: the mean of its values between its darkest and its brightest, 0..1. It does not change
 * with a window's level and width, and does with a power ("gamma"). What has the lowest value of all is padding, a
 * black frame or clipped air, and does not count.
 *
 * @returns undefined where the values that count are all the same, or none
 */
export function toneOf(sample: Float32Array): number | undefined {
  const scaled = scale(sample);
  return scaled && mean(scaled.values, 1);
}

/**
 * The power that gives a series the tone that is asked for (0..1, exclusive).
 *
 * @returns undefined where no power does that, or only one that leaves nothing of the image
 */
export function toneTowards(sample: Float32Array, tone: number): Tone | undefined {
  const scaled = scale(sample);
  if (!scaled) return undefined;
  const { low, high, values } = scaled;
  let [less, more] = [-LARGEST_LOG, LARGEST_LOG];
  if (mean(values, Math.exp(less)) < tone || mean(values, Math.exp(more)) > tone) return undefined;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (less + more) / 2;
    if (mean(values, Math.exp(middle)) > tone) less = middle;
    else more = middle;
  }
  return { low, high, power: Math.exp((less + more) / 2) };
}

/** A value after the change of tone; what lies below the lower end stays. */
export function retone(value: number, { low, high, power }: Tone): number {
  const share = (value - low) / (high - low);
  return share > 0 ? low + (high - low) * share ** power : value;
}

function scale(sample: Float32Array): Scaled | undefined {
  const finite = sample.filter(Number.isFinite).sort();
  const sorted = finite.subarray(finite.findIndex((value) => value > finite[0]));
  const [low, high] = ENDS.map((share) => sorted[Math.floor(share * (sorted.length - 1))]);
  if (!(high > low)) return undefined;
  const step = Math.max(1, sorted.length / MAX);
  const values = Float32Array.from({ length: Math.floor((sorted.length - 1) / step) + 1 }, (_, i) =>
    Math.max(0, Math.min(1, (sorted[Math.floor(i * step)] - low) / (high - low))),
  );
  return { low, high, values };
}

function mean(values: Float32Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}
