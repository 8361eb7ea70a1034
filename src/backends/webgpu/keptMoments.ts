import type { DataId, TensorInfo } from '@tensorflow/tfjs';

/** What a convolution has found out about its result. */
export interface Moments {
  /** Mean and squared deviations of chunks of pixels, [chunks, channels, 2]. */
  tensor: TensorInfo;
  /** Pixels of each chunk; a whole number of chunks covers the result. */
  chunkPixels: number;
}

const kept = new WeakMap<DataId, Moments>();

/** Keeps the moments of a tensor for the normalisation that follows, which disposes them. */
export function keepMoments({ dataId }: TensorInfo, moments: Moments): void {
  kept.set(dataId, moments);
}

/** Hands over the moments of a tensor, if there are any. */
export function takeMoments({ dataId }: TensorInfo): Moments | undefined {
  const moments = kept.get(dataId);
  kept.delete(dataId);
  return moments;
}
