import * as tf from '@tensorflow/tfjs';
import type { Weights } from '../../../src/networks/Parameters';

const STATISTIC = /\.(mean|variance)$/;

/** Variables of a stock network, initialised by name with another network's values. */
export class StockWeights {
  private readonly variables = new Map<string, tf.Variable>();

  constructor(weights: Weights) {
    for (const [name, { shape, values }] of weights) {
      // A copy, because the CPU backend keeps using the given array.
      const initial = tf.tensor(values.slice(), shape);
      this.variables.set(name, tf.variable(initial, !STATISTIC.test(name)));
      initial.dispose();
    }
  }

  get<T extends tf.Tensor>(name: string): T {
    const variable = this.variables.get(name);
    if (!variable) throw new Error(`StockWeights: there is no weight named "${name}".`);
    return variable as unknown as T;
  }

  get trainable(): tf.Variable[] {
    return [...this.variables.values()].filter(({ trainable }) => trainable);
  }

  /** Number of trainable scalars. */
  get count(): number {
    return this.trainable.reduce((sum, { size }) => sum + size, 0);
  }

  dispose(): void {
    tf.dispose([...this.variables.values()]);
    this.variables.clear();
  }
}
