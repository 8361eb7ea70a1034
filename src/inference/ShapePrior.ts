import { signedDistance } from '../data/signedDistance';

/** A mask that the reader drew on a slice of the volume. */
export interface DrawnSlice {
  /** Along the slices' normal, mm. */
  position: number;
  /** Segment index of each pixel. */
  labelmap: Uint8Array;
}

/** Outlines between drawn slices are known no better than this, pixels. */
const LEAST_SCALE = 0.5;
/** Without a drawn slice between others there is nothing to learn from: the scale for each mm between slices, pixels. */
const USUAL_SCALE_PER_MM = 0.15;

/**
 * What drawn slices say about those between them: shape-based interpolation (Raya and Udupa 1990) as log-odds. The signed
 * distances to the outlines on both sides are interpolated linearly to d; the odds of being inside are exp(-d / scale).
 * The scale grows with the distance to the nearer drawn slice, at the rate found by leaving out each drawn slice in turn and
 * interpolating it from its neighbours: the mean error of its outline.
 */
export class ShapePrior {
  private readonly slices: readonly { position: number; distance: Float32Array }[];
  private readonly scalePerMm: number;

  /**
   * @param drawn of one size, at least two; in any order
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
    this.scalePerMm = this.fitScale();
  }

  /**
   * Log-odds of the segment against everything else, one for each pixel.
   *
   * @param position along the slices' normal, mm
   * @returns undefined outside of the drawn slices, of which interpolation says nothing
   */
  at(position: number): Float32Array | undefined {
    const above = this.slices.findIndex((slice) => slice.position > position);
    if (above <= 0) return undefined;
    const [a, b] = [this.slices[above - 1], this.slices[above]];
    const near = Math.min(position - a.position, b.position - position);
    const scale = Math.max(LEAST_SCALE, this.scalePerMm * near);
    return interpolate(a, b, position).map((d) => -d / scale);
  }

  /** The mean error of an outline, in pixels for each mm to the nearer slice. */
  private fitScale(): number {
    const errors: number[] = [];
    for (let i = 1; i + 1 < this.slices.length; i++) {
      const [before, left, after] = this.slices.slice(i - 1, i + 2);
      if (!hasOutline(left.distance)) continue;
      const guess = interpolate(before, after, left.position);
      // On the true outline the interpolated distance is the error.
      let sum = 0;
      let count = 0;
      left.distance.forEach((d, pixel) => {
        if (Math.abs(d) > 1) return;
        sum += Math.min(Math.abs(guess[pixel] - d), Math.hypot(this.rows, this.columns) / 4);
        count++;
      });
      const near = Math.min(left.position - before.position, after.position - left.position);
      if (count > 0 && near > 0) errors.push(sum / count / near);
    }
    if (errors.length === 0) return USUAL_SCALE_PER_MM;
    return errors.sort((a, b) => a - b)[errors.length >> 1];
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

function hasOutline(distance: Float32Array): boolean {
  return distance.some((d) => d < 0);
}
