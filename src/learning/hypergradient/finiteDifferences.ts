import * as tf from '@tensorflow/tfjs';
import { groupCotangents } from './groupCotangents';
import type { Hypergradient } from './Hypergradient';
import { pullBack } from './pullBack';

/**
 * The hypergradient by two probes of the segmenter along v and one vector-Jacobian product of what made the images.
 * Approximate where the segmenter has kinks, see `probeDistance`.
 *
 * @param radius distance of the probes from the segmenter's weights
 */
export const finiteDifferences = ((problem, direction, outer, radius?: number) =>
  tf.tidy(() => pullBack(groupCotangents(problem, direction, radius), outer))) satisfies Hypergradient;
