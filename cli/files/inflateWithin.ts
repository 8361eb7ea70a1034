/**
 * Decompresses data of an untrusted size: a small file can decompress to any number of bytes.
 *
 * @param limit maximum number of decompressed bytes
 * @param inflate a function of node:zlib with its data
 * @throws RangeError when there are more; Error when the data is damaged
 */
export function inflateWithin(
  limit: number,
  inflate: (options: { maxOutputLength: number }) => Buffer,
): Buffer {
  try {
    return inflate({ maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new RangeError(`it decompresses to more than the expected ${limit} bytes`);
  }
}
