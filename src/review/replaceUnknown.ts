import { packMask } from './packMask';
import type { PackedMask } from './PackedMask';
import { unpackMask } from './unpackMask';

/**
 * A mask whose unknown pixels take those of another one.
 *
 * @param known 1 on the pixels that stay
 * @returns `other` itself if it has another size
 */
export function replaceUnknown(mask: PackedMask, known: PackedMask, other: PackedMask): PackedMask {
  const { rows, columns } = mask;
  if (other.rows !== rows || other.columns !== columns) return other;
  const [kept, isKnown, values] = [mask, known, other].map(unpackMask);
  isKnown.forEach((one, i) => {
    if (one) values[i] = kept[i];
  });
  return packMask(values, rows, columns);
}
