import * as tf from '@tensorflow/tfjs';
import { chooseHypergradient, HYPERGRADIENTS } from '../../../src/learning/hypergradient/chooseHypergradient';
import { describeOnBackends } from '../../support/backends';
import { smoothProblem } from './smoothProblem';

/** A clock that returns the start and the end of each call, with the given durations. */
function clockOf(durations: readonly number[]): () => number {
  const times = durations.flatMap((_, i) => {
    const start = durations.slice(0, i).reduce((a, b) => a + b, 0);
    return [start, start + durations[i]];
  });
  return () => times.shift()!;
}

describeOnBackends('choice of the hypergradient', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  // The first of four calls of each is a warm-up, and the median ignores one slow call.
  it.each([
    [[1, 8, 9, 900, 500, 10, 11, 12], 'finiteDifferences', { finiteDifferences: 9, exact: 11 }],
    [[1, 8, 9, 7, 500, 6, 60, 5], 'exact', { finiteDifferences: 8, exact: 6 }],
  ] as const)('%j milliseconds: %s', async (durations, name, milliseconds) => {
    const { problem, all } = smoothProblem();
    const { numTensors } = tf.memory();
    const chosen = await chooseHypergradient(problem, all, { now: clockOf(durations) });
    expect(chosen).toEqual({ name, milliseconds, hypergradient: HYPERGRADIENTS[name] });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('measures by the time that passes', async () => {
    const { problem, all } = smoothProblem();
    const start = performance.now();
    const { milliseconds } = await chooseHypergradient(problem, all, { calls: 2 });
    const passed = performance.now() - start;
    for (const duration of Object.values(milliseconds)) {
      expect(duration).toBeGreaterThan(0);
      expect(duration).toBeLessThan(passed);
    }
  });
});
