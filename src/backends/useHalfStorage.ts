import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Dispatcher } from './webgpu/Dispatcher';

/**
 * Switches whether convolutions on WebGPU store their tiles in half precision; sums stay in single precision.
 * Off by default and after each start of the backend.
 *
 * @throws Error if WebGPU is not running or runs on a software adapter, whose kernels have no tiles
 */
export function useHalfStorage(half: boolean): void {
  if (tf.getBackend() !== 'webgpu') {
    throw new Error(`Half storage needs WebGPU, but the backend is ${tf.getBackend()}.`);
  }
  const dispatcher = Dispatcher.of(tf.backend() as WebGPUBackend);
  if (half && !dispatcher.cooperative) {
    throw new Error(
      'Half storage applies to workgroup memory, which kernels do not use on a software adapter.',
    );
  }
  dispatcher.halfStorage = half;
}
