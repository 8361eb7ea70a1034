interface Size {
  rows: number;
  columns: number;
}

/**
 * The 8-connected regions of marked pixels.
 *
 * @param marked 1 inside; length = rows x columns
 * @returns the pixel indices of each region
 */
export function regionsOf(marked: Uint8Array, size: Size): number[][] {
  const seen = new Uint8Array(marked.length);
  const regions: number[][] = [];
  marked.forEach((one, start) => {
    if (!one || seen[start]) return;
    seen[start] = 1;
    const region = [start];
    for (const at of region) {
      for (const next of neighbours(at, size)) {
        if (!marked[next] || seen[next]) continue;
        seen[next] = 1;
        region.push(next);
      }
    }
    regions.push(region);
  });
  return regions;
}

/** The indices of the up to 8 pixels around a pixel. */
export function* neighbours(at: number, { rows, columns }: Size): Generator<number> {
  const [row, column] = [Math.floor(at / columns), at % columns];
  for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
    for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
      if (r !== row || c !== column) yield r * columns + c;
    }
  }
}
