/**
 * The rectangle around the foreground of a labelmap, or of several of one size; undefined if there is none.
 */
export function foregroundBox(labelmaps: readonly Uint8Array[], columns: number) {
  const box = { top: Infinity, bottom: -1, left: Infinity, right: -1 };
  for (const labelmap of labelmaps) {
    for (let i = 0; i < labelmap.length; i++) {
      if (labelmap[i] === 0) continue;
      const [row, column] = [Math.floor(i / columns), i % columns];
      box.top = Math.min(box.top, row);
      box.bottom = Math.max(box.bottom, row);
      box.left = Math.min(box.left, column);
      box.right = Math.max(box.right, column);
    }
  }
  return box.bottom < 0 ? undefined : box;
}
