import * as tf from '@tensorflow/tfjs';
import { movingAverage } from '../movingAverage';
import { Adam } from './Adam';
import { checkGradients } from './checkGradients';
import type { OptimiserState } from './Moments';
import { orthogonalise } from './orthogonalise';

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
  private readonly momenta: tf.Variable[];
  private readonly adam: Adam;
  private readonly rate: number;
  /** Share of the matrices' weights that a step keeps; read whenever a step runs or is replayed. */
  private readonly kept = { decay: 1 };

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
    this.momenta = tf.tidy(() => this.matrices.map(({ shape }) => tf.variable(tf.zeros(shape), false)));
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
    this.kept.decay = 1 - MATRIX_RATE * rate * WEIGHT_DECAY;
  }

  /** Runs the step. */
  apply(gradients: readonly tf.Tensor[]): void {
    const of = (chosen: (parameter: tf.Variable) => boolean) =>
      gradients.filter((_, i) => chosen(this.parameters[i]));
    this.adam.apply(of((parameter) => !isMatrix(parameter)));
    this.moveMatrices(of(isMatrix));
  }

  /** Reads the state, for checkpoints. */
  async read(): Promise<OptimiserState> {
    const { step, moments } = await this.adam.read();
    const momenta: Float32Array[] = [];
    for (const momentum of this.momenta) momenta.push(await momentum.data<'float32'>());
    const zeros = this.matrices.map(({ size }) => new Float32Array(size));
    return { step, moments: [this.join(momenta, moments[0]), this.join(zeros, moments[1])] };
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
    tf.tidy(() =>
      this.momenta.forEach((momentum, i) => momentum.assign(tf.tensor(first.matrices[i], momentum.shape))),
    );
  }

  /** Frees the moments; the parameters remain the caller's. */
  dispose(): void {
    this.adam.dispose();
    tf.dispose(this.momenta);
  }

  private moveMatrices(gradients: readonly tf.Tensor[]): void {
    movingAverage(this.momenta, gradients, { decay: MOMENTUM });
    tf.tidy(() => {
      // Nesterov's look-ahead; its length does not matter.
      const ahead = this.momenta.map((momentum, i) =>
        asMatrix(momentum.mul(MOMENTUM / (1 - MOMENTUM)).add(gradients[i])),
      );
      // Decaying the weights and taking a step is moving them towards a target, by as much as they decay:
      // W - r s D - r d W = (1 - r d) W + r d (-s D / d) with rate r, decay d, direction D and its scale s.
      const targets = orthogonalise(ahead).map((direction, i) => {
        const [rows, columns] = direction.shape;
        const scale = Math.sqrt(Math.max(1, columns / rows));
        return direction.mul(-scale / WEIGHT_DECAY).reshape(this.matrices[i].shape);
      });
      movingAverage(this.matrices, targets, this.kept);
    });
  }

  /** Values of the matrices and of the others, in the order of the parameters. */
  private join(matrices: readonly Float32Array[], others: Float32Array): Float32Array {
    const joined = new Float32Array(sizeOf(this.parameters));
    let [at, matrix, other] = [0, 0, 0];
    for (const parameter of this.parameters) {
      const { size } = parameter;
      joined.set(isMatrix(parameter) ? matrices[matrix++] : others.subarray(other, (other += size)), at);
      at += size;
    }
    return joined;
  }

  /** The inverse of {@link join}. */
  private split(joined: Float32Array): { matrices: Float32Array[]; others: Float32Array } {
    const matrices: Float32Array[] = [];
    const others = new Float32Array(sizeOf(this.others));
    let [at, other] = [0, 0];
    for (const parameter of this.parameters) {
      const values = joined.slice(at, (at += parameter.size));
      if (isMatrix(parameter)) {
        matrices.push(values);
      } else {
        others.set(values, other);
        other += parameter.size;
      }
    }
    return { matrices, others };
  }
}

/** Kernels [rows, columns, in, out] of more than one tap; 1 x 1 kernels are mostly output layers. */
const isMatrix = ({ shape }: tf.Tensor) => shape.length === 4 && shape[0] * shape[1] > 1;

function asMatrix(kernel: tf.Tensor): tf.Tensor2D {
  const outputs = kernel.shape[kernel.shape.length - 1];
  return kernel.reshape([-1, outputs]);
}

const sizeOf = (parameters: readonly tf.Variable[]) => parameters.reduce((sum, { size }) => sum + size, 0);
