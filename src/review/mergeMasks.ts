import { packMask } from './packMask';
import type { PackedMask } from './PackedMask';
import { unpackMask } from './unpackMask';

/** Both masks in one, on the grid of `first`, whose segments win where both mark a pixel. */
export function mergeMasks(first: PackedMask, second: PackedMask): PackedMask {
  const values = unpackMask(first);
  const below = unpackMask(second);
  for (let i = 0; i < values.length; i++) if (values[i] === 0) values[i] = below[i] ?? 0;
  return packMask(values, first.rows, first.columns);
}
