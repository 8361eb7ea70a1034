import type { TrainRequest } from '../../src/worker/protocol';
import { phantomExample } from './phantom';

/** A request to train on slices of the phantom at the given heights, mm. */
export function phantomRequest(heights: readonly number[], overrides: Partial<TrainRequest>): TrainRequest {
  const examples = heights.map((z) => phantomExample(z));
  return {
    examples,
    intensities: [{ seriesId: 'phantom', sample: examples[0].image.pixels }],
    segments: [{ index: 1, name: 'Ball' }],
    preset: 'fast',
    seed: 1,
    ...overrides,
  };
}
