import type { Grid } from './Grid';
import type { StackRegistration } from './StackRegistration';
import { signedDistance } from '../data/signedDistance';

/** A mask that the reader drew on a slice of the volume. */
export interface DrawnSlice {
  /** Along the slices' normal, mm. */
  position: number;
  /** Segment index of each pixel. */
  labelmap: Uint8Array;
}

/** Outlines between drawn slices are known no better than this, pixels. */
const MIN_SCALE = 0.5;
/**
 * Where drawn slices left out are interpolated worse than this, by Dice, interpolation is not listened to: the structure
 * branches, or changes faster than it was drawn.
 */
const MIN_DICE = 0.7;
/**
 * Where outlines follow the images, the gap that a slice left out makes, twice as wide as the real ones, says less about these:
 * hippocampi drawn on three slices mostly score 0.5 to 0.75, and their outlines are right by 0.85 (docs/experiments/one-series.md).
 */
const MIN_DICE_FOLLOWING = 0.5;
/** Places between two slices where the structure may end, all as likely. */
const ENDS = Array.from({ length: 16 }, (_, i) => (i + 0.5) / 16);
/** An outline that is known from one side only is so many times as far off as between two. */
const ONE_SIDED = 3;
/** Nothing is less probable than this. */
const MIN_PROBABILITY = 1e-4;
/** Positions along the normal, in mm, that differ by less are one. */
export const SAME_POSITION = 1e-3;

/** A structure's outline on one drawn slice. */
interface Outline {
  position: number;
  /** Signed distance of each pixel from it, in pixels, negative inside. */
  distance: Float32Array;
  /** How deep the deepest pixel lies inside, pixels; 0 where nothing is drawn. */
  depth: number;
}

/**
 * What drawn slices say about others, as log-odds. Without the images this is shape-based interpolation (Raya and
 * Udupa 1990): the signed distances to the outlines on both sides are interpolated linearly to d; the odds of being inside are
 * exp(-d / scale). With them the outlines first follow from slice to slice what the images show, from both sides.
 * Each drawn slice in turn is left out and interpolated from its neighbours: this tells which of the two ways is better here, and
 * the error of its outline is the rate at which the scale grows with the distance to the nearer drawn slice. Between
 * the last slice that shows the structure and one that does not it ends round as an ellipsoid, as likely here as there.
 */
export class ShapePrior {
  private readonly slices: readonly Outline[];
  private readonly scalePerMm: number;
  /** Whether interpolation has been tested, and passed. */
  readonly reliable: boolean;
  /** Set where outlines that follow the images are better than those that do not. */
  private readonly stack: StackRegistration | undefined;
  /** Between two drawn slices, by the index of the first: parts of the signed distances on all slices of the stack. */
  private readonly propagated = new Map<number, Part[]>();

  /**
   * @param drawn of one size, in any order; fewer than three leave nothing to test
   * @param segment the one that the prior is about
   * @param stack slices of the same size, the drawn ones among them
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
        const depth = Math.max(0, -distance.reduce((least, value) => Math.min(least, value), 0));
        return { position, distance, depth };
      });
    const without = this.test(interpolate);
    const following =
      stack && this.test((a, b, position) => follow(stack, propagate(stack, a, b), a, b, position));
    this.stack = following && without && following.dice > without.dice ? stack : undefined;
    const { dice, scalePerMm } = (this.stack ? following : without) ?? { dice: 0, scalePerMm: 0 };
    this.reliable = dice >= (this.stack ? MIN_DICE_FOLLOWING : MIN_DICE);
    this.scalePerMm = scalePerMm;
  }

  /**
   * Log-odds of the segment against everything else, one for each pixel.
   *
   * @param position along the slices' normal, mm
   * @returns undefined where interpolation is not reliable, at the drawn slices, between two that do not show the structure, and
   *   outside of them all: nobody said that it ends there
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
   * Where the structure ends is not known, so the odds are those of the mean over all places where it may: near either slice they
   * say much, and in the middle the network decides.
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
    // Most of an image is so far from the outline that wherever the structure ends it is not there.
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

  /** How far, in pixels, the outline may be off at this distance from the nearest drawn slice, mm. */
  private scaleAt(near: number): number {
    return Math.max(MIN_SCALE, this.scalePerMm * near);
  }

  /** Signed distances at a position between a drawn slice and the next one. */
  private distancesBetween(first: number, position: number): Float32Array {
    const [a, b] = [this.slices[first], this.slices[first + 1]];
    if (!this.stack) return interpolate(a, b, position);
    const parts = this.propagated.get(first) ?? propagate(this.stack, a, b);
    this.propagated.set(first, parts);
    return follow(this.stack, parts, a, b, position);
  }

  /** Leaves out each slice between two others in turn, and guesses it from these. */
  private test(
    guessAt: (a: Outline, b: Outline, position: number) => Float32Array,
  ): { dice: number; scalePerMm: number } | undefined {
    const errors: number[] = [];
    const dice: number[] = [];
    for (let i = 1; i + 1 < this.slices.length; i++) {
      const [before, left, after] = this.slices.slice(i - 1, i + 2);
      // Where the structure ends nobody expects interpolation to know.
      if (![before, left, after].every(({ depth }) => depth > 0)) continue;
      const guess = guessAt(before, after, left.position);
      dice.push(overlap(guess, left.distance));
      const near = Math.min(left.position - before.position, after.position - left.position);
      errors.push(outlineError(guess, left.distance, Math.hypot(this.rows, this.columns) / 4) / near);
    }
    if (errors.length === 0) return undefined;
    const mean = dice.reduce((sum, value) => sum + value, 0) / dice.length;
    return { dice: mean, scalePerMm: errors.sort((x, y) => x - y)[errors.length >> 1] };
  }
}

/** Linear, without the images. */
function interpolate(a: Outline, b: Outline, position: number): Float32Array {
  return mix(a.distance, b.distance, (position - a.position) / (b.position - a.position));
}

/** Signed distances on one slice of a stack, where it was registered. */
interface Part {
  position: number;
  distance: Grid;
}

/**
 * The signed distances of two drawn slices and of all slices of the stack between them: each side's is propagated to the
 * other, and counts the less the farther it has come.
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

/** Between slices of the stack linear; so is what was not registered, since there is nothing to follow. */
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

const isInside = (distance: number) => distance < 0;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const logit = (p: number) => Math.log(p / (1 - p));

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
