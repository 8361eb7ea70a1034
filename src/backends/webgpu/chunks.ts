import type { Chunks } from '../kernels/splitIntoChunks';
import { splitIntoChunks } from '../kernels/splitIntoChunks';
import type { StatisticGroups } from '../kernels/statisticGroups';
import { PLENTY } from './WebGPUKernel';

/** Minimum number of pixels that one invocation sums. */
const MIN_PIXELS = 32;

/** Splits groups into as many chunks as fill a large GPU, if each keeps enough pixels. */
export function chunksOf(statistics: StatisticGroups): Chunks {
  const { groups, pixels, channels } = statistics;
  const most = Math.ceil(pixels / MIN_PIXELS);
  const wanted = Math.max(1, Math.min(most, Math.ceil(PLENTY / (groups * channels))));
  return splitIntoChunks(statistics, Math.ceil(pixels / wanted));
}

/**
 * WGSL: channel, statistic, first index and number of pixels of the chunk of invocation i. Consecutive
 * invocations have consecutive channels.
 */
export function locateChunk({ pixels, channels, chunkPixels, chunks }: Chunks): string {
  return `let channel = i % ${channels};
  let chunk = i / ${channels} % ${chunks};
  let group = i / ${channels * chunks};
  let statistic = group * ${channels} + channel;
  let start = (group * ${pixels} + chunk * ${chunkPixels}) * ${channels} + channel;
  let count = min(${chunkPixels}, ${pixels} - chunk * ${chunkPixels});`;
}
