import { z } from 'zod';

/** DICOM stores rows and columns in 16 bits. */
const size = z.int().min(0).max(65535);
/** Maximum number of pixels of a mask, so that a damaged file cannot fill the memory. */
const MAX_PIXELS = 2 ** 28;

/** The schema of {@link PackedMask}: its runs must cover the image exactly. */
export const packedMaskSchema = z
  .strictObject({
    rows: size,
    columns: size,
    runs: z.array(z.int().min(0)).readonly(),
  })
  .refine(({ rows, columns, runs }) => {
    if (runs.length % 2 === 1) return false;
    let pixels = 0;
    for (let i = 0; i < runs.length; i += 2) {
      if (runs[i] > 255 || runs[i + 1] === 0) return false;
      pixels += runs[i + 1];
    }
    return pixels === rows * columns;
  }, 'runs must be pairs of a value 0..255 and a length, and cover rows x columns pixels')
  .refine(({ rows, columns }) => rows * columns <= MAX_PIXELS, `a mask has at most ${MAX_PIXELS} pixels`);

/**
 * A labelmap in run-length form, as JSON: `runs` holds pairs of a segment's value (0 = background) and the
 * number of consecutive pixels with that value, row by row. Immutable.
 */
export type PackedMask = z.infer<typeof packedMaskSchema>;
