import { cross, dot } from '../../../src/data/vectors';
import type { VoxelSize } from '../state/VoxelSize';
import { readGeometry } from './readGeometry';
import type { ViewerIndex } from './ViewerIndex';

/**
 * The size of a series' voxels, from its first and last image; undefined while a header lacks the position or
 * the pixel spacing.
 */
export function voxelSize(index: ViewerIndex, series: string): VoxelSize | undefined {
  const keys = index.keysOf(series);
  if (keys.length === 0) return undefined;
  const [first, last] = [keys[0], keys[keys.length - 1]].map((key) => readGeometry(index, key));
  if (!first || !last) return undefined;
  const area = first.rowSpacing * first.columnSpacing;
  const normal = cross(first.rowCosines, first.columnCosines);
  const length = Math.abs(dot(last.origin, normal) - dot(first.origin, normal));
  return length > 0 ? { area, distance: length / (keys.length - 1) } : { area };
}
