import type { SurfaceDistances } from './surfaceDistances';

/**
 * Surface Dice: the share of both surfaces, counted in voxels, that lies within a tolerance of the other one
 * (Nikolov et al., "Clinically applicable segmentation of head and neck anatomy", JMIR 2021; there by area).
 *
 * @param tolerance in the unit of the distances
 * @returns 0..1; 1 without surfaces, 0 when only one mask has one
 */
export function surfaceDice(distances: SurfaceDistances | null, tolerance: number): number {
  if (!distances) return 0;
  const { forth, back } = distances;
  const all = forth.length + back.length;
  if (all === 0) return 1;
  const near = (one: Float64Array) => one.filter((distance) => distance <= tolerance).length;
  return (near(forth) + near(back)) / all;
}
