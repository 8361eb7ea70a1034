import type * as tf from '@tensorflow/tfjs';

/** Thrown when a loss is not finite. */
class DivergedError extends Error {
  constructor(network: string, loss: number) {
    super(`The loss of the ${network} became ${loss}. Press Train again, or choose another preset.`);
  }
}

/**
 * Reads and disposes a loss.
 *
 * @throws DivergedError when it is not finite
 */
export async function readLoss(loss: tf.Scalar, network: string): Promise<number> {
  const [value] = await loss.data();
  loss.dispose();
  if (!Number.isFinite(value)) throw new DivergedError(network, value);
  return value;
}

/** The losses of a step; undefined if one of them is not finite. */
export async function unlessDiverged<Losses>(step: Promise<Losses>): Promise<Losses | undefined> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof DivergedError) return undefined;
    throw error;
  }
}
