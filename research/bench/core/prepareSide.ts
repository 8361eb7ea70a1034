import * as tf from '@tensorflow/tfjs';
import type { Figures } from './BenchRow';
import type { Contestant } from './Contestant';
import { runOnce } from './measure';
import { heapBytes, observe } from './observe';

/** One side of a case, warm, with all that is known before its time is taken. */
export interface Side {
  contestant: Contestant;
  /** Of the very first step; for a prediction see {@link runOnce}. */
  loss: number;
  memory: Pick<Figures, 'dispatches' | 'peakBytes' | 'steadyBytes' | 'heapBytes'>;
}

/**
 * Warms a side up and observes one step of it. Bytes are counted from before it was built, so that those of
 * the other side are left out.
 */
export async function prepareSide<Built extends { contestant: Contestant }>(
  build: () => Built | Promise<Built>,
  warmUp: number,
): Promise<Side & { built: Built }> {
  const base = tf.memory().numBytes;
  const built = await build();
  const { contestant } = built;
  const { value: loss } = await runOnce(contestant);
  for (let step = 1; step < warmUp; step++) await runOnce(contestant);
  const { dispatches, peakBytes } = await observe(() => runOnce(contestant));
  const memory = {
    dispatches,
    peakBytes: peakBytes - base,
    steadyBytes: tf.memory().numBytes - base,
    heapBytes: heapBytes(),
  };
  return { built, contestant, loss, memory };
}
