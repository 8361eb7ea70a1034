import type { StatisticGroups } from './statisticGroups';

/** Groups of pixels, each split into chunks whose sums can be computed in parallel. */
export interface Chunks extends StatisticGroups {
  /** Pixels per chunk; the last chunk of a group may have fewer. */
  chunkPixels: number;
  /** Chunks per group. */
  chunks: number;
}

/** Splits each group into chunks of `chunkPixels`. */
export function splitIntoChunks({ groups, pixels, channels }: StatisticGroups, chunkPixels: number): Chunks {
  return { groups, pixels, channels, chunkPixels, chunks: Math.ceil(pixels / chunkPixels) };
}
