import type { Vector3 } from '../../../src/data/Image';
import { pixelToPatient } from '../../../src/data/patientSpace';
import { maskShape } from '../../../src/review/maskShape';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import { readGeometry } from '../adapters/readGeometry';
import type { ViewerIndex } from '../adapters/ViewerIndex';

/**
 * Centre of a mask's foreground in patient space, mm; undefined for an empty mask or an image without
 * position.
 */
export function maskCentre(
  index: ViewerIndex,
  { key, mask }: Pick<ReviewRecord, 'key' | 'mask'>,
): Vector3 | undefined {
  const geometry = readGeometry(index, key);
  if (!geometry) return undefined;
  const { pixels, row, column } = maskShape(mask);
  return pixels === 0 ? undefined : pixelToPatient(geometry, { row, column });
}
