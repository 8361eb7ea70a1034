import * as tf from '@tensorflow/tfjs';

/** TF.js's number of dispatches that are sent off together; ours keep to it, too, and `SharedDevice` adapts it. */
export const SUBMIT_FLAG = 'WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE';

/**
 * How many to begin with; TF.js has 15. Sending takes as long as recording some ten dispatches; much more would delay the first
 * one's start.
 */
export const SUBMIT_EVERY = 128;

/** Dispatches that are sent off together at present. */
export function submitEvery(): number {
  return tf.env().getNumber(SUBMIT_FLAG);
}
