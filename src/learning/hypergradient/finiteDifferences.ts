import * as tf from '@tensorflow/tfjs';
import { groupCotangents } from './groupCotangents';
import type { Hypergradient } from './Hypergradient';
import { pullBack } from './pullBack';

/**
 * The hypergradient from two evaluations of the segmenter at weights shifted along v, and one vector-Jacobian
 * product of the function that made the images. Approximate where the segmenter is not smooth, see
 * `probeDistance`.
 *
 * @param radius distance of the shifted weights from the segmenter's weights
 */
export const finiteDifferences = ((problem, direction, outer, radius?: number) =>
  tf.tidy(() => pullBack(groupCotangents(problem, direction, radius), outer))) satisfies Hypergradient;
