import type { SurfaceDistances } from './surfaceDistances';

/**
 * 95 % Hausdorff distance: the 95th percentile of the distances from one mask's surface to the other's; the
 * larger one of both directions counts (as in MONAI).
 *
 * @returns 0 without surfaces, null when only one mask has one
 */
export function hausdorff95(distances: SurfaceDistances | null): number | null {
  if (!distances) return null;
  const { forth, back } = distances;
  return forth.length === 0 ? 0 : Math.max(percentile(forth, 0.95), percentile(back, 0.95));
}

/** Percentile with linear interpolation, as NumPy's default. */
function percentile(ascending: Float64Array, share: number): number {
  const position = share * (ascending.length - 1);
  const low = Math.floor(position);
  const high = Math.min(ascending.length - 1, low + 1);
  return ascending[low] + (position - low) * (ascending[high] - ascending[low]);
}
