/** Raises values to a power, after scaling `low`..`high` to 0..1. */
export interface Tone {
  low: number;
  high: number;
  /** < 1 brightens, > 1 darkens the values between `low` and `high`. */
  power: number;
}

/** Quantiles that give `low` and `high`, to ignore extreme values. */
const ENDS = [0.01, 0.99] as const;
const MAX = 4096;
/** Maximum absolute logarithm of a power; more is not a change of tone. */
const LARGEST_LOG = 1.5;
const HALVINGS = 16;

interface Scaled extends Omit<Tone, 'power'> {
  /** A sample of the values, scaled to 0..1. */
  values: Float32Array;
}

/**
 * Overall brightness of a series, 0..1: the mean of its values, scaled between the darkest and the brightest.
 * It is independent of window level and width, but changes with a power ("gamma"). The lowest value of all is
 * ignored, as it is padding, a black frame or clipped air.
 *
 * @returns undefined if no two different values are left
 */
export function toneOf(sample: Float32Array): number | undefined {
  const scaled = scale(sample);
  return scaled && mean(scaled.values, 1);
}

/**
 * The power that changes a series to a tone.
 *
 * @param tone the wanted result of {@link toneOf}, in (0, 1)
 * @returns undefined if no power within the limits does that
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

/** A value after the change of tone; values up to `low` are unchanged. */
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
