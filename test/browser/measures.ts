import { createHash } from 'node:crypto';
import type { ReferencePlane } from '../reference/ventricles';
import type { LabelmapSlice } from '../support/viewer/readLabelmaps';
import { round } from './figures';

/** Dice overlap of two masks; NaN when both are empty. */
export function dice(a: Uint8Array, b: Uint8Array): number {
  let both = 0;
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] && b[i]) both++;
    if (a[i]) total++;
    if (b[i]) total++;
  }
  return (2 * both) / total;
}

/** The predicted slice on a reference plane; an empty one if nothing was predicted. */
export function sliceOn(plane: ReferencePlane, slices: readonly LabelmapSlice[]): Uint8Array {
  const slice = slices.find(({ position }) =>
    position.every((c, axis) => Math.abs(c - plane.position[axis]) < 0.01),
  );
  return slice?.values ?? new Uint8Array(plane.rows * plane.columns);
}

/** Mean Dice over the images that show the structure, except the given instance numbers. */
export function meanDiceOn(
  planes: readonly ReferencePlane[],
  slices: readonly LabelmapSlice[],
  except: readonly number[] = [],
): { mean: number; least: number; images: number } {
  const values = diceOn(planes, slices, except).map(({ value }) => value);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean: round(mean), least: round(Math.min(...values)), images: values.length };
}

/** Instance numbers of the images that show the structure, except the given ones, by rising Dice. */
export function worstOn(
  planes: readonly ReferencePlane[],
  slices: readonly LabelmapSlice[],
  except: readonly number[],
): number[] {
  return diceOn(planes, slices, except)
    .sort((a, b) => a.value - b.value)
    .map(({ instanceNumber }) => instanceNumber);
}

function diceOn(
  planes: readonly ReferencePlane[],
  slices: readonly LabelmapSlice[],
  except: readonly number[],
): { instanceNumber: number; value: number }[] {
  return planes
    .filter(({ area, instanceNumber }) => area > 0 && !except.includes(instanceNumber))
    .map((plane) => ({
      instanceNumber: plane.instanceNumber,
      value: dice(sliceOn(plane, slices), plane.labelmap),
    }));
}

/**
 * Foreground farther than `margin` mm outside of a box in patient space, as a share of the reference's
 * voxels. Axial planes only: rows grow along y, columns along x, 1 mm each.
 */
export function strayShare(
  planes: readonly ReferencePlane[],
  slices: readonly LabelmapSlice[],
  { least, most }: { least: readonly number[]; most: readonly number[] },
  margin: number,
): number {
  let stray = 0;
  let volume = 0;
  for (const plane of planes) {
    volume += plane.area;
    sliceOn(plane, slices).forEach((value, i) => {
      if (value === 0) return;
      const point = [
        plane.position[0] + (i % plane.columns),
        plane.position[1] + Math.floor(i / plane.columns),
        plane.position[2],
      ];
      if (point.some((c, axis) => c < least[axis] - margin || c > most[axis] + margin)) stray++;
    });
  }
  return stray / volume;
}

/**
 * A hash of every slice's voxels by SOP Instance UID, to compare segmentations without printing megabytes.
 */
export function voxelHashes(slices: readonly LabelmapSlice[]): Record<string, string> {
  return Object.fromEntries(
    slices.map(({ sopInstanceUID, values }) => [
      sopInstanceUID,
      createHash('sha256').update(values).digest('hex').slice(0, 16),
    ]),
  );
}
