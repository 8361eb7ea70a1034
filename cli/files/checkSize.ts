import { InputError } from '../InputError';
import { LIMITS } from './limits';

/**
 * Checks the size that a file's header states against {@link LIMITS}.
 *
 * @param size columns, rows and, in a volume, slices or frames
 * @throws InputError that names the file when it is too large
 */
export function checkSize(file: string, size: readonly [number, number, number?]): void {
  const [columns, rows, slices = 1] = size;
  const isTooLarge = columns * rows > LIMITS.pixels || columns * rows * slices > LIMITS.voxels;
  if (!isTooLarge) return;
  const stated = [columns, rows, ...(slices === 1 ? [] : [slices])].join(' x ');
  throw new InputError(
    `${file} is too large: its header states ${stated} pixels. At most ${LIMITS.pixels / 1e6} million pixels a slice and ` +
      `${Math.floor(LIMITS.voxels / 1e6)} million in all can be read. Scale it down, or export it again.`,
  );
}
