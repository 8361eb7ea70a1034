/**
 * Limits of all readers. They are checked on the sizes that a file's header states, before memory is
 * allocated: a header of a few bytes can state any size.
 */
export const LIMITS = {
  /** Pixels of an image or slice: more than a 60-megapixel photograph or the largest mammograms. */
  pixels: 64e6,
  /** Voxels of a file, over all slices or frames: 2 GiB as 32-bit floats. */
  voxels: 2 ** 29,
  /** Bytes of a decompressed file; Node reads no larger files uncompressed, either. */
  bytes: 2 ** 31 - 1,
} as const;
