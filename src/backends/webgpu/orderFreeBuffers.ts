import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Dispatcher } from './Dispatcher';
import { PendingSums } from './PendingSums';

/** Private members of TF.js's buffer manager. */
interface Pool {
  /** Freed buffers by size and usage; the last one is reused first. */
  freeBuffers: Map<string, GPUBuffer[]>;
}

/**
 * Sorts the buffers of freed tensors whenever a value is read, as at the end of a training step. TF.js reuses
 * buffers in the order in which they were freed, so a step gets the buffers of the previous step, but for
 * other tensors. With sorting, a repeated step binds the same buffers to the same programs, and
 * `KeptBindGroups` finds its groups again. Sums that are still pending are added before.
 */
export function orderFreeBuffers(backend: WebGPUBackend): void {
  const dispatcher = Dispatcher.of(backend);
  const { bufferNumbers: numbers } = dispatcher;
  const { freeBuffers } = backend.bufferManager as unknown as Pool;
  const read = backend.getBufferData.bind(backend);
  backend.getBufferData = (buffer) => {
    PendingSums.of(dispatcher).settle();
    // Reading submits the recorded commands, which frees buffers, before it waits.
    const values = read(buffer);
    for (const buffers of freeBuffers.values()) {
      if (buffers.length > 1) buffers.sort((a, b) => numbers.of(a) - numbers.of(b));
    }
    return values;
  };
}
