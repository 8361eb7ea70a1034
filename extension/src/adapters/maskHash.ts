/** FNV-1a over a mask's values: tells whether two masks of one image are equal. */
export function maskHash(mask: ArrayLike<number>): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < mask.length; i++) hash = Math.imul(hash ^ mask[i], 0x01000193);
  return hash >>> 0;
}
