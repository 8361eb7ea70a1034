import * as tf from '@tensorflow/tfjs';

/** TF.js's flag for the number of dispatches in one submission. Our programs follow it, too; `SharedDevice` adapts it. */
export const SUBMIT_FLAG = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';

/**
 * Its initial value; TF.js has 15. A submission takes as long as recording some ten dispatches, but a much larger
 * number would delay the start of the first one.
 */
export const SUBMIT_EVERY = 128;

/** The current number of dispatches in one submission. */
export function submitEvery(): number {
  return tf.env().getNumber(SUBMIT_FLAG);
}
