import * as tf from '@tensorflow/tfjs';
import type { Figures } from './BenchRow';
import type { Contestant } from './Contestant';
import { runOnce } from './measure';
import { heapBytes, observe } from './observe';

/** One side of a case after warm-up, with all figures except its times. */
export interface Side {
  contestant: Contestant;
  /** Loss of the very first step; for a prediction see {@link runOnce}. */
  loss: number;
  memory: Pick<Figures, 'dispatches' | 'peakBytes' | 'steadyBytes' | 'heapBytes'>;
}

/**
 * Warms a side up and observes its second step. Bytes are counted from before it is built, which excludes
 * those of the other side.
 */
export async function prepareSide<Built extends { contestant: Contestant }>(
  build: () => Built | Promise<Built>,
  warmUp: number,
): Promise<Side & { built: Built }> {
  const base = tf.memory().numBytes;
  const built = await build();
  const { contestant } = built;
  const { value: loss } = await runOnce(contestant);
  // Before steps are replayed, which allocate nothing.
  const { dispatches, peakBytes } = await observe(() => runOnce(contestant));
  for (let step = 2; step < warmUp; step++) await runOnce(contestant);
  const memory = {
    dispatches,
    peakBytes: peakBytes - base,
    steadyBytes: tf.memory().numBytes - base,
    heapBytes: heapBytes(),
  };
  return { built, contestant, loss, memory };
}
