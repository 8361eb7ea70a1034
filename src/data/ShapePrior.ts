import { signedDistance } from './signedDistance';

/** A mask that the reader drew on a slice of the volume. */
export interface DrawnSlice {
  /** Along the slices' normal, mm. */
  position: number;
  /** Segment index of each pixel. */
  labelmap: Uint8Array;
}

/** Outlines between drawn slices are known no better than this, pixels. */
const LEAST_SCALE = 0.5;
/**
 * Where drawn slices left out are interpolated worse than this, by Dice, interpolation is not listened to: the structure
 * branches, or changes faster than it was drawn.
 */
const LEAST_DICE = 0.7;

/**
 * What drawn slices say about those between them: shape-based interpolation (Raya and Udupa 1990) as log-odds. The signed
 * distances to the outlines on both sides are interpolated linearly to d; the odds of being inside are exp(-d / scale).
 * The scale grows with the distance to the nearer drawn slice, at the rate found by leaving out each drawn slice in turn and
 * interpolating it from its neighbours: the error of its outline.
 */
export class ShapePrior {
  private readonly slices: readonly { position: number; distance: Float32Array }[];
  private readonly scalePerMm: number;
  /** Whether interpolation has been tested, and passed. */
  readonly reliable: boolean;

  /**
   * @param drawn of one size, in any order; fewer than three leave nothing to test
   * @param segment the one that the prior is about
   */
  constructor(
    drawn: readonly DrawnSlice[],
    private readonly rows: number,
    private readonly columns: number,
    segment: number,
  ) {
    this.slices = [...drawn]
      .sort((a, b) => a.position - b.position)
      .map(({ position, labelmap }) => ({
        position,
        distance: signedDistance({
          rows,
          columns,
          values: labelmap.map((value) => (value === segment ? 1 : 0)),
        }),
      }));
    const { dice = 0, scalePerMm = 0 } = this.test() ?? {};
    this.reliable = dice >= LEAST_DICE;
    this.scalePerMm = scalePerMm;
  }

  /**
   * Log-odds of the segment against everything else, one for each pixel.
   *
   * @param position along the slices' normal, mm
   * @returns undefined where interpolation is not reliable, at and outside of the drawn slices, and beside one that does not
   *   show the structure: where between the two it ends is not known
   */
  at(position: number): Float32Array | undefined {
    if (!this.reliable) return undefined;
    const above = this.slices.findIndex((slice) => slice.position > position);
    if (above <= 0) return undefined;
    const [a, b] = [this.slices[above - 1], this.slices[above]];
    if (![a, b].every(({ distance }) => distance.some(isInside))) return undefined;
    const near = Math.min(position - a.position, b.position - position);
    if (near === 0) return undefined;
    const scale = Math.max(LEAST_SCALE, this.scalePerMm * near);
    return interpolate(a, b, position).map((d) => -d / scale);
  }

  /** Leaves out each slice between two others in turn, and interpolates it from these. */
  private test(): { dice: number; scalePerMm: number } | undefined {
    const errors: number[] = [];
    const dice: number[] = [];
    for (let i = 1; i + 1 < this.slices.length; i++) {
      const [before, left, after] = this.slices.slice(i - 1, i + 2);
      // Where the structure ends nobody expects interpolation to know.
      if (![before, left, after].every(({ distance }) => distance.some(isInside))) continue;
      const guess = interpolate(before, after, left.position);
      dice.push(overlap(guess, left.distance));
      const near = Math.min(left.position - before.position, after.position - left.position);
      errors.push(outlineError(guess, left.distance, Math.hypot(this.rows, this.columns) / 4) / near);
    }
    if (errors.length === 0) return undefined;
    const mean = dice.reduce((sum, value) => sum + value, 0) / dice.length;
    return { dice: mean, scalePerMm: errors.sort((x, y) => x - y)[errors.length >> 1] };
  }
}

function interpolate(
  a: { position: number; distance: Float32Array },
  b: { position: number; distance: Float32Array },
  position: number,
): Float32Array {
  const share = (position - a.position) / (b.position - a.position);
  return a.distance.map((d, i) => d * (1 - share) + b.distance[i] * share);
}

const isInside = (distance: number) => distance < 0;

/** Dice of what two signed distances call inside. */
function overlap(a: Float32Array, b: Float32Array): number {
  let both = 0;
  let total = 0;
  a.forEach((distance, i) => {
    if (isInside(distance) && isInside(b[i])) both++;
    if (isInside(distance)) total++;
    if (isInside(b[i])) total++;
  });
  return (2 * both) / total;
}

/** Mean distance, in pixels, of the true outline from the guessed one; single pixels count for `most` at most. */
function outlineError(guess: Float32Array, truth: Float32Array, most: number): number {
  let sum = 0;
  let count = 0;
  truth.forEach((distance, i) => {
    // On the true outline the guessed distance is the error.
    if (Math.abs(distance) > 1) return;
    sum += Math.min(Math.abs(guess[i] - distance), most);
    count++;
  });
  return count === 0 ? most : sum / count;
}
