import * as tf from '@tensorflow/tfjs';
import { runInPlace } from '../runKernel';
import { Adam } from './Adam';
import { checkGradients } from './checkGradients';
import type { OptimiserState } from './Moments';

/** Share of the old momentum that is kept. */
const MOMENTUM = 0.95;
/** Learning rate of the matrices, compared with Adam's of all other parameters. */
const MATRIX_RATE = 8;
/** Share of the matrices' weights, multiplied by their learning rate, that a step takes away. */
const WEIGHT_DECAY = 0.1;

/**
 * Muon (Jordan et al. 2024) for the kernels of convolutions, Adam for everything else. A kernel is a matrix
 * from all values under it to its outputs. Its step is the momentum with all singular values replaced by 1,
 * so that rare directions are learnt as fast as common ones (docs/experiments/muon.md).
 */
export class Muon {
  private readonly matrices: readonly tf.Variable[];
  private readonly others: readonly tf.Variable[];
  /** Of all matrices, one behind the other. */
  private readonly momentum: tf.Variable;
  private readonly adam: Adam;
  private readonly rate: number;
  /** Read by the kernel whenever a step runs or is replayed. */
  private readonly attributes = { rate: 0, momentum: MOMENTUM, weightDecay: WEIGHT_DECAY };

  /**
   * @param parameters those of rank 4 whose kernels have more than one tap count as matrices
   * @param rate Adam's learning rate; matrices take eight times as much
   */
  constructor(
    private readonly parameters: readonly tf.Variable[],
    { rate }: { rate: number },
  ) {
    this.rate = rate;
    this.matrices = parameters.filter(isMatrix);
    this.others = parameters.filter((parameter) => !isMatrix(parameter));
    this.adam = new Adam(this.others, { rate });
    this.momentum = tf.tidy(() => tf.variable(tf.zeros([sizeOf(this.matrices)]), false));
  }

  /**
   * Updates all parameters.
   *
   * @param gradients in the order of the parameters; the caller disposes them
   * @param rate Adam's learning rate of this step; the constructor's by default
   * @throws Error naming the parameter whose gradient has another shape
   */
  step(gradients: readonly tf.Tensor[], rate = this.rate): void {
    checkGradients('Muon', this.parameters, gradients);
    this.advance(rate);
    this.apply(gradients);
  }

  /** Sets the rate of the next step; together with {@link apply} the same as {@link step}. */
  advance(rate = this.rate): void {
    this.adam.advance(rate);
    this.attributes.rate = MATRIX_RATE * rate;
  }

  /** Runs the step. */
  apply(gradients: readonly tf.Tensor[]): void {
    const of = (chosen: (parameter: tf.Variable) => boolean) =>
      gradients.filter((_, i) => chosen(this.parameters[i]));
    this.adam.apply(of((parameter) => !isMatrix(parameter)));
    runInPlace('Muon', [...this.matrices, ...of(isMatrix), this.momentum], this.attributes);
  }

  /** Reads the state, for checkpoints. */
  async read(): Promise<OptimiserState> {
    const { step, moments } = await this.adam.read();
    const momentum = await this.momentum.data<'float32'>();
    const zeros = new Float32Array(momentum.length);
    return { step, moments: [this.join(momentum, moments[0]), this.join(zeros, moments[1])] };
  }

  /**
   * Restores a saved state.
   *
   * @throws Error if the state belongs to other parameters
   */
  write({ step, moments }: OptimiserState): void {
    const total = sizeOf(this.parameters);
    if (moments.some(({ length }) => length !== total)) {
      const found = moments.map(({ length }) => length).join(' and ');
      throw new Error(`Muon: the state must hold ${total} values twice, it holds ${found}.`);
    }
    const [first, second] = moments.map((values) => this.split(values));
    this.adam.write({ step, moments: [first.others, second.others] });
    tf.tidy(() => this.momentum.assign(tf.tensor1d(first.matrices)));
  }

  /** Frees the moments; the parameters remain the caller's. */
  dispose(): void {
    this.adam.dispose();
    this.momentum.dispose();
  }

  /** Values of the matrices and of the others, in the order of the parameters. */
  private join(matrices: Float32Array, others: Float32Array): Float32Array {
    const joined = new Float32Array(sizeOf(this.parameters));
    this.forEachPart((at, matrix, from, to) =>
      joined.set((matrix ? matrices : others).subarray(from, to), at),
    );
    return joined;
  }

  /** The inverse of {@link join}. */
  private split(joined: Float32Array): { matrices: Float32Array; others: Float32Array } {
    const [matrices, others] = [this.matrices, this.others].map((of) => new Float32Array(sizeOf(of)));
    this.forEachPart((at, matrix, from, to) =>
      (matrix ? matrices : others).set(joined.subarray(at, at + to - from), from),
    );
    return { matrices, others };
  }

  /** For each parameter its place among all values, its kind, and its place among the values of this kind. */
  private forEachPart(visit: (at: number, matrix: boolean, from: number, to: number) => void): void {
    let at = 0;
    const ends = { matrix: 0, other: 0 };
    for (const parameter of this.parameters) {
      const kind = isMatrix(parameter) ? 'matrix' : 'other';
      const from = ends[kind];
      ends[kind] += parameter.size;
      visit(at, kind === 'matrix', from, ends[kind]);
      at += parameter.size;
    }
  }
}

/** Kernels [rows, columns, in, out] of more than one tap; 1 x 1 kernels are mostly output layers. */
const isMatrix = ({ shape }: tf.Tensor) => shape.length === 4 && shape[0] * shape[1] > 1;

const sizeOf = (parameters: readonly tf.Variable[]) => parameters.reduce((sum, { size }) => sum + size, 0);
