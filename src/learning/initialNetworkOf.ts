import type { InitialNetwork } from '../networks/InitialNetwork';
import { beginsInitialised, INITIAL } from './initialise';
import type { TrainingInput } from './TrainingInput';
import { networkFromStart } from './TrainingStart';

/**
 * The network to start from: that of the model to go on from, or the pretrained one; undefined for random
 * weights. A resumed training has its own weights, so it counts as pretrained even if the pretrained
 * network cannot be loaded again.
 */
export function initialNetworkOf(input: TrainingInput): InitialNetwork | undefined {
  const { plan, examples, initial, resume, start } = input;
  if (start) return networkFromStart(start);
  if (!beginsInitialised(plan, examples)) return undefined;
  return initial ?? (resume && { levels: INITIAL.levels, weights: new Map() });
}
