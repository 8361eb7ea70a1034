import type { Vector3 } from '../../../src/data/Image';
import { pixelToPatient } from '../../../src/data/patientSpace';
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
  let count = 0;
  let row = 0;
  let column = 0;
  const { runs, columns } = mask;
  for (let i = 0, at = 0; i < runs.length; at += runs[i + 1], i += 2) {
    if (runs[i] === 0) continue;
    for (let pixel = at; pixel < at + runs[i + 1]; pixel++) {
      count++;
      row += Math.floor(pixel / columns);
      column += pixel % columns;
    }
  }
  return count === 0 ? undefined : pixelToPatient(geometry, { row: row / count, column: column / count });
}
