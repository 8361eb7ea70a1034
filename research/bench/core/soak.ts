import * as tf from '@tensorflow/tfjs';
import type { SoakResult } from './BenchRow';
import type { Contestant } from './Contestant';
import { runOnce } from './measure';
import { heapBytes } from './observe';

/**
 * Runs many steps after warm-up and reports leftover tensors and bytes.
 *
 * @throws Error at the first step after which the number of tensors or their bytes has changed
 */
export async function soak(contestant: Contestant, steps: number): Promise<SoakResult> {
  const before = { ...tf.memory(), heap: heapBytes() ?? 0 };
  for (let step = 1; step <= steps; step++) {
    await runOnce(contestant);
    const { numTensors, numBytes } = tf.memory();
    if (numTensors === before.numTensors && numBytes === before.numBytes) continue;
    const tensors = numTensors - before.numTensors;
    const bytes = numBytes - before.numBytes;
    throw new Error(`After ${step} of ${steps} steps there are ${tensors} tensors and ${bytes} bytes more.`);
  }
  return { steps, tensors: 0, bytes: 0, heapBytes: (heapBytes() ?? 0) - before.heap };
}
