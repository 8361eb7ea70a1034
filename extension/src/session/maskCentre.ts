import type { Vector3 } from '../../../src/data/Image';
import { pixelToPatient } from '../../../src/data/patientSpace';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import { unpackMask } from '../../../src/review/unpackMask';
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
  let count = 0;
  let row = 0;
  let column = 0;
  unpackMask(mask).forEach((value, i) => {
    if (value === 0) return;
    count++;
    row += Math.floor(i / mask.columns);
    column += i % mask.columns;
  });
  return count === 0 ? undefined : pixelToPatient(geometry, { row: row / count, column: column / count });
}
