import * as tf from '@tensorflow/tfjs';
import type { Network } from './Network';
import type { LayerStatistics } from './Parameters';

/**
 * Sets a network's stored normalisation statistics to the average over the given batches, with its current
 * weights ("precise batch norm", Wu and Johnson 2021). With few steps and few images this is more accurate
 * than a moving average, which lags behind the weights, and training steps need not maintain one.
 *
 * @param batches inputs of the network, at least one
 */
export function measureStatistics(network: Network, batches: readonly tf.Tensor4D[]): void {
  tf.tidy(() => {
    const sums = new Map<string, LayerStatistics>();
    for (const batch of batches) {
      network.forward(batch, (name, { mean, variance }) => {
        const sum = sums.get(name);
        sums.set(
          name,
          sum ? { mean: sum.mean.add(mean), variance: sum.variance.add(variance) } : { mean, variance },
        );
      });
    }
    for (const [name, { mean, variance }] of sums) {
      network.parameters.setStatistics(name, {
        mean: mean.div(batches.length),
        variance: variance.div(batches.length),
      });
    }
  });
}
