import { signedDistance } from '../data/signedDistance';
import type { DrawnSlice } from './DrawnSlice';
import type { Grid } from './Grid';
import { outlineError } from './outlineError';
import { outlineOverlap } from './outlineOverlap';
import type { StackRegistration } from './StackRegistration';

/** Minimum uncertainty of outlines between drawn slices, pixels. */
const MIN_SCALE = 0.5;
/**
 * Minimum mean Dice of left-out drawn slices for interpolation to be used. Below it, the structure branches
 * or changes faster than it was drawn.
 */
const MIN_DICE = 0.7;
/**
 * The same minimum if outlines follow the images. A left-out slice leaves a gap twice as wide as the real
 * ones, so its score underestimates them: hippocampi drawn on three slices mostly score 0.5 to 0.75, but
 * their outlines reach 0.85 (docs/experiments/one-series.md).
 */
const MIN_DICE_FOLLOWING = 0.5;
/**
 * Mean Dice of left-out slices up to which outlines have their smallest weight against a network, and from
 * which they have their full one (docs/experiments/one-series.md).
 */
const WEIGHT_RISES = [0.75, 0.85] as const;
const MIN_WEIGHT = 0.3;
/** Equally likely positions between two slices where the structure may end, as shares of the distance. */
const ENDS = Array.from({ length: 16 }, (_, i) => (i + 0.5) / 16);
/** The uncertainty of an outline known from one side only, relative to one between two slices. */
const ONE_SIDED = 3;
/** Minimum probability. */
const MIN_PROBABILITY = 1e-4;
/** Positions along the normal that differ by less than this, mm, are the same. */
export const SAME_POSITION = 1e-3;

/** A structure's outline on one drawn slice. */
interface Outline {
  position: number;
  /** Signed distance of each pixel from the outline, pixels; negative inside. */
  distance: Float32Array;
  /** Depth of the deepest pixel inside, pixels; 0 if nothing is drawn. */
  depth: number;
}

/**
 * Log-odds of a segment on slices, from drawn slices. Without the images this is shape-based interpolation
 * (Raya and Udupa 1990): the signed distances to the outlines on both sides are interpolated linearly to d,
 * and the odds of being inside are exp(-d / scale). With the images, the outlines are first propagated from
 * slice to slice, from both sides, following the image content. Each drawn slice in turn is left out and
 * interpolated from its neighbours: this shows which of the two methods is better here, and the error of the
 * outline gives the rate at which the scale grows with the distance to the nearer drawn slice. Between the
 * last slice that shows the structure and one that does not, the structure is assumed to taper like an
 * ellipsoid, with all end positions equally likely.
 */
export class ShapePrior {
  private readonly slices: readonly Outline[];
  private readonly scalePerMm: number;
  /** Whether interpolation was tested and reached the minimum Dice. */
  readonly reliable: boolean;
  /** Factor of the log-odds where a network has its say, too: smaller where left-out slices were missed. */
  readonly weight: number;
  /** Set if outlines that follow the images are better than interpolated ones. */
  private readonly stack: StackRegistration | undefined;
  /**
   * Cached signed distances on all slices of the stack between two drawn slices, by the index of the first.
   */
  private readonly propagated = new Map<number, Part[]>();

  /**
   * @param drawn slices of one size, in any order; fewer than three cannot be tested
   * @param segment segment index of the prior
   * @param stack slices of the same size, including the drawn ones
   */
  constructor(
    drawn: readonly DrawnSlice[],
    private readonly rows: number,
    private readonly columns: number,
    segment: number,
    stack?: StackRegistration,
  ) {
    this.slices = [...drawn]
      .sort((a, b) => a.position - b.position)
      .map(({ position, labelmap }) => {
        const values = labelmap.map((value) => (value === segment ? 1 : 0));
        const distance = signedDistance({ rows, columns, values });
        const depth = Math.max(0, -distance.reduce((minimum, value) => Math.min(minimum, value), 0));
        return { position, distance, depth };
      });
    const without = this.test(stack, interpolate);
    const following =
      stack && this.test(stack, (a, b, position) => follow(stack, propagate(stack, a, b), a, b, position));
    this.stack = following && without && following.dice > without.dice ? stack : undefined;
    const { dice, scalePerMm } = (this.stack ? following : without) ?? { dice: 0, scalePerMm: 0 };
    this.reliable = dice >= (this.stack ? MIN_DICE_FOLLOWING : MIN_DICE);
    this.weight = weightFor(dice);
    this.scalePerMm = scalePerMm;
  }

  /**
   * Log-odds of the segment against all others, one value per pixel.
   *
   * @param position along the slices' normal, mm
   * @returns undefined if interpolation is not reliable, at the drawn slices, between two that do not show
   *   the structure, and outside all drawn slices, where no end of the structure is drawn
   */
  at(position: number): Float32Array | undefined {
    return this.between(position) ?? this.ending(position);
  }

  /** As {@link at}, but only between two drawn slices that both show the structure. */
  between(position: number): Float32Array | undefined {
    const [a, b] = this.neighbours(position);
    if (!this.reliable || !a?.depth || !b?.depth) return undefined;
    const near = Math.min(position - a.position, b.position - position);
    if (near < SAME_POSITION) return undefined;
    const scale = this.scaleAt(near);
    return this.distancesBetween(this.slices.indexOf(a), position).map((d) => -d / scale);
  }

  /**
   * The position where the structure ends is unknown, so the probabilities are averaged over all possible
   * ends: they are clear near either slice, while in the middle the network decides.
   */
  private ending(position: number): Float32Array | undefined {
    const [a, b] = this.neighbours(position);
    if (!this.reliable || !a || !b || a.depth > 0 === b.depth > 0) return undefined;
    const [last, empty] = a.depth > 0 ? [a, b] : [b, a];
    const near = Math.abs(position - last.position);
    const length = Math.abs(empty.position - last.position);
    if (near < SAME_POSITION || near > length - SAME_POSITION) return undefined;
    const scale = this.scaleAt(ONE_SIDED * near);
    const shrunk = ENDS.map((share) => near / (share * length))
      .filter((way) => way < 1)
      .map((way) => last.depth * (1 - Math.sqrt(1 - way ** 2)));
    const outside = logit(MIN_PROBABILITY);
    // Most pixels are so far from the outline that they are outside wherever the structure ends.
    const far = -scale * outside;
    return last.distance.map((d) => {
      if (d > far) return outside;
      const inside = shrunk.reduce((sum, by) => sum + sigmoid(-(d + by) / scale), 0) / ENDS.length;
      return logit(Math.max(MIN_PROBABILITY, Math.min(1 - MIN_PROBABILITY, inside)));
    });
  }

  /** The drawn slices around a position: the last one at or before it, and the next one. */
  private neighbours(position: number): [Outline | undefined, Outline | undefined] {
    const above = this.slices.findIndex((slice) => slice.position > position);
    return above < 0 ? [this.slices.at(-1), undefined] : [this.slices[above - 1], this.slices[above]];
  }

  /** Uncertainty of the outline, pixels, at a distance from the nearest drawn slice, mm. */
  private scaleAt(near: number): number {
    return Math.max(MIN_SCALE, this.scalePerMm * near);
  }

  /** Signed distances at a position between a drawn slice and the next one, pixels. */
  private distancesBetween(first: number, position: number): Float32Array {
    const [a, b] = [this.slices[first], this.slices[first + 1]];
    if (!this.stack) return interpolate(a, b, position);
    const parts = this.propagated.get(first) ?? propagate(this.stack, a, b);
    this.propagated.set(first, parts);
    return follow(this.stack, parts, a, b, position);
  }

  /**
   * Leaves out each slice between two others in turn and interpolates it from these; undefined if there is no
   * such slice. On a stack, only slices next to a gap count: once most masks of a series are accepted,
   * testing all of them takes seconds and says less about the gaps that are left.
   */
  private test(
    stack: StackRegistration | undefined,
    guessAt: (a: Outline, b: Outline, position: number) => Float32Array,
  ): { dice: number; scalePerMm: number } | undefined {
    const errors: number[] = [];
    const dice: number[] = [];
    const gaps = this.gaps(stack);
    for (let i = 1; i + 1 < this.slices.length; i++) {
      const [before, left, after] = this.slices.slice(i - 1, i + 2);
      // Interpolation cannot predict where the structure ends.
      if (![before, left, after].every(({ depth }) => depth > 0)) continue;
      if (gaps && !gaps.has(i) && !gaps.has(i - 1)) continue;
      const guess = guessAt(before, after, left.position);
      dice.push(outlineOverlap(guess, left.distance));
      const near = Math.min(left.position - before.position, after.position - left.position);
      errors.push(outlineError(guess, left.distance, Math.hypot(this.rows, this.columns) / 4) / near);
    }
    if (errors.length === 0) return undefined;
    const mean = dice.reduce((sum, value) => sum + value, 0) / dice.length;
    return { dice: mean, scalePerMm: errors.sort((x, y) => x - y)[errors.length >> 1] };
  }

  /** Indices of drawn slices that are followed by other slices of the stack before the next drawn one. */
  private gaps(stack: StackRegistration | undefined): Set<number> | undefined {
    if (!stack) return undefined;
    const between = this.slices.slice(1).map(({ position: end }, i) => {
      const start = this.slices[i].position;
      return stack.positions.some((p) => p > start + SAME_POSITION && p < end - SAME_POSITION) ? i : -1;
    });
    return new Set(between.filter((i) => i >= 0));
  }
}

function weightFor(dice: number): number {
  const [from, to] = WEIGHT_RISES;
  const share = Math.max(0, Math.min(1, (dice - from) / (to - from)));
  return MIN_WEIGHT + (1 - MIN_WEIGHT) * share;
}

/** Interpolates the signed distances linearly, ignoring the images. */
function interpolate(a: Outline, b: Outline, position: number): Float32Array {
  return mix(a.distance, b.distance, (position - a.position) / (b.position - a.position));
}

/** Signed distances on one slice of a stack, within the registered region. */
interface Part {
  position: number;
  distance: Grid;
}

/**
 * The signed distances on two drawn slices and on all slices of the stack between them. Those of each side
 * are propagated towards the other; their weight decreases with the distance.
 */
function propagate(stack: StackRegistration, a: Outline, b: Outline): Part[] {
  const { positions } = stack;
  const [from, to] = [a, b].map(({ position }) =>
    positions.findIndex((other) => Math.abs(other - position) < SAME_POSITION),
  );
  const ends = [a, b].map(({ position, distance }): Part => ({ position, distance: stack.part(distance) }));
  const upwards = stack.propagate(ends[0].distance, from, to);
  const downwards = stack.propagate(ends[1].distance, to, from).reverse();
  const between = positions.slice(from + 1, to).map((position, i): Part => {
    const share = (position - a.position) / (b.position - a.position);
    const values = mix(upwards[i].values, downwards[i + 1].values, share);
    return { position, distance: { ...upwards[i], values } };
  });
  return [ends[0], ...between, ends[1]];
}

/**
 * Interpolates linearly between slices of the stack. Outside the registered region, interpolates linearly
 * between the drawn slices.
 */
function follow(
  stack: StackRegistration,
  parts: readonly Part[],
  a: Outline,
  b: Outline,
  position: number,
): Float32Array {
  const above = parts.findIndex((part) => part.position > position);
  const [lower, upper] = [parts[above - 1], parts[above]];
  const share = (position - lower.position) / (upper.position - lower.position);
  const values = mix(lower.distance.values, upper.distance.values, share);
  return stack.paste({ ...lower.distance, values }, interpolate(a, b, position));
}

function mix(a: Float32Array, b: Float32Array, share: number): Float32Array {
  return a.map((value, i) => value * (1 - share) + b[i] * share);
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));
