import * as tf from '@tensorflow/tfjs';
import { checkGradients } from './checkGradients';

/** The state of an optimiser as plain values, for checkpoints. */
export interface OptimiserState {
  /** Number of steps taken. */
  step: number;
  /** Both running means, each concatenated over all parameters in the optimiser's order. */
  moments: [Float32Array, Float32Array];
}

/**
 * The two running values that an optimiser keeps per weight, concatenated over all parameters. Owns its
 * tensors.
 */
export class Moments {
  private readonly size: number;
  private held: [tf.Tensor1D, tf.Tensor1D];

  /** @param owner the optimiser's name, for error messages */
  constructor(
    private readonly owner: string,
    private readonly parameters: readonly tf.Variable[],
  ) {
    this.size = parameters.reduce((sum, { size }) => sum + size, 0);
    this.held = [this.hold(new Float32Array(this.size)), this.hold(new Float32Array(this.size))];
  }

  /**
   * The inputs of an optimiser's kernel: parameters, gradients, both moments.
   *
   * @throws Error naming the parameter whose gradient has another shape
   */
  with(gradients: readonly tf.Tensor[]): tf.Tensor[] {
    checkGradients(this.owner, this.parameters, gradients);
    return [...this.parameters, ...gradients, ...this.held];
  }

  /** Reads both moments into new arrays. */
  async read(): Promise<[Float32Array, Float32Array]> {
    const [first, second] = await Promise.all(this.held.map((tensor) => tensor.data<'float32'>()));
    return [Float32Array.from(first), Float32Array.from(second)];
  }

  /**
   * Replaces both moments.
   *
   * @throws Error if their lengths do not match the parameters
   */
  write(moments: readonly [Float32Array, Float32Array]): void {
    if (moments.some(({ length }) => length !== this.size)) {
      const found = moments.map(({ length }) => length).join(' and ');
      throw new Error(`${this.owner}: the state must hold ${this.size} values twice, it holds ${found}.`);
    }
    this.dispose();
    this.held = [this.hold(moments[0]), this.hold(moments[1])];
  }

  /** Frees both moments. */
  dispose(): void {
    tf.dispose(this.held);
  }

  /**
   * Copies values into a new tensor: the CPU backend would keep using the given array, which steps change in
   * place.
   */
  private hold(values: Float32Array): tf.Tensor1D {
    return tf.keep(tf.tensor1d(values.slice()));
  }
}
