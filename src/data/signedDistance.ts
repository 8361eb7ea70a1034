import { squaredDistances } from './distanceTransform';

/** A mask of pixels, row by row. */
export interface PixelMask {
  rows: number;
  columns: number;
  /** Non-zero inside the mask; length = rows x columns. */
  values: ArrayLike<number>;
}

/**
 * Distance of each pixel to the mask's outline in pixels, negative inside. If the mask is empty (or full),
 * every pixel is as far outside (or inside) as the image's diagonal.
 *
 * @returns rows x columns values
 */
export function signedDistance({ rows, columns, values }: PixelMask): Float32Array {
  const far = Math.hypot(rows, columns);
  const distanceTo = (inside: boolean) => {
    const field = Float64Array.from({ length: rows * columns }, (_, i) =>
      (values[i] !== 0) === inside ? 0 : Infinity,
    );
    squaredDistances(field, [columns, rows, 1], [1, 1, 1]);
    return field;
  };
  const [toMask, toRest] = [distanceTo(true), distanceTo(false)];
  return Float32Array.from(
    toMask,
    (squared, i) => Math.min(far, Math.sqrt(squared)) - Math.min(far, Math.sqrt(toRest[i])),
  );
}
