import * as tf from '@tensorflow/tfjs';

/**
 * TF.js's flag for the number of dispatches per submission. Our programs also use it; `SharedDevice` adapts
 * it.
 */
export const SUBMIT_FLAG = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';

/**
 * Its initial value; TF.js's default is 15. A submission costs as much as recording about ten dispatches, but
 * a much larger number would delay the start of the first dispatch.
 */
export const SUBMIT_EVERY = 128;

/** The current number of dispatches per submission. */
export function submitEvery(): number {
  return tf.env().getNumber(SUBMIT_FLAG);
}
