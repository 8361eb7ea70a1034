import type { TrainingEvents } from '../../src/learning/TrainingInput';

/** Callbacks that ignore everything and never end the training. */
export const quiet: TrainingEvents = {
  onProgress: () => undefined,
  onImproved: () => undefined,
  pause: async () => false,
};
