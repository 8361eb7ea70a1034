import { signedDistance } from '../../src/data/signedDistance';

/** A slice of a volume in spatial order. */
export interface MaskSlice {
  rows: number;
  columns: number;
  /** Null if nothing was drawn. */
  mask: Uint8Array | null;
}

/**
 * Masks without learning: shape-based interpolation (Raya and Udupa 1990). Between two drawn slices the
 * signed distances to their outlines, in pixels, are interpolated linearly; the inside is foreground. Slices
 * beyond the outermost drawn ones are empty.
 */
export function interpolateMasks(slices: readonly MaskSlice[]): Uint8Array[] {
  const drawn = slices.flatMap(({ mask }, z) => (mask ? [z] : []));
  const distances = new Map(
    drawn.map((z) => [z, signedDistance({ ...slices[z], values: slices[z].mask ?? [] })]),
  );
  return slices.map(({ rows, columns, mask }, z) => {
    if (mask) return mask;
    const out = new Uint8Array(rows * columns);
    const below = drawn.filter((other) => other < z).at(-1);
    const above = drawn.find((other) => other > z);
    const [a, b] = [below, above].map((other) => (other === undefined ? undefined : distances.get(other)));
    if (below === undefined || above === undefined || !a || !b) return out;
    const share = (z - below) / (above - below);
    return out.map((_, i) => (a[i] * (1 - share) + b[i] * share < 0 ? 1 : 0));
  });
}
