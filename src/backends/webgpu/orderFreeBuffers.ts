import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { numberOf } from './bufferNumbers';

/** What TF.js keeps private of its buffer manager. */
interface Pool {
  /** Buffers to be handed out again, the last one first, by size and usage. */
  freeBuffers: Map<string, GPUBuffer[]>;
}

/**
 * Puts the buffers of freed tensors in one order whenever something is read, as at the end of a training step. TF.js hands them
 * out as they came back, so that a step gets the same ones as the step before, but each for another tensor; from one order on, a
 * step that repeats binds what it bound before, see `KeptBindGroups`.
 */
export function orderFreeBuffers(backend: WebGPUBackend): void {
  const { freeBuffers } = backend.bufferManager as unknown as Pool;
  const read = backend.getBufferData.bind(backend);
  backend.getBufferData = (buffer) => {
    // Sends off what was recorded, which frees buffers, before it waits.
    const values = read(buffer);
    for (const buffers of freeBuffers.values()) {
      if (buffers.length > 1) buffers.sort((a, b) => numberOf(a) - numberOf(b));
    }
    return values;
  };
}
