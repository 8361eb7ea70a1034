const KERNEL = [0.25, 0.5, 0.25];

/** A plane smoothed by a binomial kernel of 3 x 3 pixels, with the border repeated. */
export function smooth(values: Float32Array, { rows, columns }: { rows: number; columns: number }) {
  const along = (from: Float32Array, count: number, stride: number, lines: number, next: number) => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < count; i++) {
        const at = line * next + i * stride;
        const before = i > 0 ? at - stride : at;
        const after = i < count - 1 ? at + stride : at;
        to[at] = KERNEL[0] * from[before] + KERNEL[1] * from[at] + KERNEL[2] * from[after];
      }
    }
    return to;
  };
  return along(along(values, columns, 1, rows, columns), rows, columns, columns, 1);
}
