import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sizeOf } from '../kernels/sizeOf';
import { COMPILE_ONLY, Dispatcher } from './Dispatcher';

/**
 * Compiles, side by side, all programs that some work would run, and waits for them. The work computes
 * nothing; whatever it reads is zero. Nothing else may use the backend meanwhile.
 */
export async function compileAhead(backend: WebGPUBackend, work: () => Promise<void>): Promise<void> {
  tf.env().set(COMPILE_ONLY, true);
  backend.read = async (dataId) => {
    const { shape, dtype } = backend.tensorMap.get(dataId);
    return tf.util.getTypedArrayFromDType(dtype as 'float32', sizeOf(shape));
  };
  try {
    await work();
  } finally {
    tf.env().set(COMPILE_ONLY, false);
    // The original method is on the prototype.
    delete (backend as Partial<WebGPUBackend>).read;
    await Promise.all([Dispatcher.of(backend).compiled(), stockPrograms(backend)]);
  }
}

/** Waits for the programs of TF.js itself; one that cannot be compiled fails again when it is needed. */
async function stockPrograms(backend: WebGPUBackend): Promise<void> {
  const { pipelineCache: cache } = backend as unknown as {
    pipelineCache: Record<string, GPUComputePipeline | Promise<GPUComputePipeline>>;
  };
  await Promise.all(
    Object.entries(cache).map(async ([key, pipeline]) => {
      try {
        cache[key] = await pipeline;
      } catch {
        delete cache[key];
      }
    }),
  );
}
