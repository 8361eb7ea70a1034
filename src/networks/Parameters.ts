import * as tf from '@tensorflow/tfjs';
import type { Random } from '../data/random';
import { normal } from '../data/random';

/** Plain values of one weight; length = product of the shape. */
interface Weight {
  shape: number[];
  values: Float32Array;
}

/** Plain values of a network by name, for checkpoints and files. */
export type Weights = Map<string, Weight>;

/** Statistics of one normalisation layer, both [channels]. */
export interface LayerStatistics {
  mean: tf.Tensor1D;
  /** Biased variance. */
  variance: tf.Tensor1D;
}

/**
 * The variables of one network by name: its trainable weights and the measured normalisation statistics. Owns
 * its tensors; {@link dispose} frees them.
 */
export class Parameters {
  private readonly learnt = new Map<string, tf.Variable>();
  private readonly statistics = new Map<string, { mean: tf.Variable; variance: tf.Variable }>();

  constructor(private readonly random: Random) {}

  /** Declares a weight drawn from N(0, deviation^2). */
  addNormal(name: string, shape: number[], deviation: number): void {
    const size = shape.reduce((a, b) => a * b, 1);
    this.add(
      name,
      tf.tensor(
        Float32Array.from({ length: size }, () => normal(this.random) * deviation),
        shape,
      ),
    );
  }

  /** Declares a weight whose entries all have the same value. */
  addConstant(name: string, shape: number[], value: number): void {
    this.add(name, tf.fill(shape, value));
  }

  /** Declares the scale, offset and stored statistics of a normalisation layer, each [channels]. */
  addNormalisation(name: string, channels: number): void {
    this.addConstant(`${name}.gamma`, [channels], 1);
    this.addConstant(`${name}.beta`, [channels], 0);
    const make = (value: number) => {
      const initial = tf.fill([channels], value);
      const variable = tf.variable(initial, false);
      initial.dispose();
      return variable;
    };
    this.statistics.set(name, { mean: make(0), variance: make(1) });
  }

  /**
   * A weight by name; still owned by this object.
   *
   * @throws Error when there is none
   */
  get<T extends tf.Tensor>(name: string): T {
    const variable = this.learnt.get(name);
    if (!variable) throw new Error(`Parameters: there is no weight named "${name}".`);
    return variable as unknown as T;
  }

  /**
   * Stored statistics of a normalisation layer; still owned by this object.
   *
   * @throws Error when there is no such layer
   */
  getStatistics(name: string): LayerStatistics {
    const entry = this.statistics.get(name);
    if (!entry) throw new Error(`Parameters: there is no normalisation named "${name}".`);
    return {
      mean: entry.mean as tf.Tensor as tf.Tensor1D,
      variance: entry.variance as tf.Tensor as tf.Tensor1D,
    };
  }

  setStatistics(name: string, { mean, variance }: LayerStatistics): void {
    const entry = this.statistics.get(name);
    if (!entry) throw new Error(`Parameters: there is no normalisation named "${name}".`);
    entry.mean.assign(mean);
    entry.variance.assign(variance);
  }

  /** The weights that an optimiser updates, in the order of declaration. */
  get trainable(): tf.Variable[] {
    return [...this.learnt.values()];
  }

  /** Names of the trainable weights, in the same order. */
  get names(): string[] {
    return [...this.learnt.keys()];
  }

  /** Number of trainable scalars. */
  get count(): number {
    return this.trainable.reduce((sum, variable) => sum + variable.size, 0);
  }

  /** Copies all values from the backend. */
  async read(): Promise<Weights> {
    const weights: Weights = new Map();
    for (const [name, variable] of this.all()) {
      weights.set(name, { shape: variable.shape.slice(), values: Float32Array.from(await variable.data()) });
    }
    return weights;
  }

  /**
   * Replaces all values.
   *
   * @throws Error when a name or a shape does not fit this network
   */
  write(weights: Weights): void {
    for (const [name, variable] of this.all()) {
      const entry = weights.get(name);
      if (!entry || entry.shape.join() !== variable.shape.join()) {
        const found = entry ? `[${entry.shape.join(', ')}]` : 'nothing';
        throw new Error(
          `The model's weight "${name}" should be [${variable.shape.join(', ')}] but is ${found}.`,
        );
      }
      assign(variable, entry);
    }
  }

  /**
   * Copies the trained weights of another network by name. Weights that it lacks or that have another shape
   * stay unchanged.
   *
   * @returns number of copied weights
   */
  adopt(weights: Weights): number {
    const known = [...this.learnt].flatMap(([name, variable]) => {
      const entry = weights.get(name);
      return entry && entry.shape.join() === variable.shape.join() ? [{ entry, variable }] : [];
    });
    for (const { entry, variable } of known) assign(variable, entry);
    return known.length;
  }

  dispose(): void {
    for (const [, variable] of this.all()) variable.dispose();
    this.learnt.clear();
    this.statistics.clear();
  }

  private add(name: string, initial: tf.Tensor): void {
    if (this.learnt.has(name)) throw new Error(`Parameters: "${name}" is declared twice.`);
    this.learnt.set(name, tf.variable(initial));
    initial.dispose();
  }

  private *all(): Iterable<[string, tf.Variable]> {
    yield* this.learnt;
    for (const [name, { mean, variance }] of this.statistics) {
      yield [`${name}.mean`, mean];
      yield [`${name}.variance`, variance];
    }
  }
}

function assign(variable: tf.Variable, { shape, values }: Weight): void {
  // Copied, because the CPU backend keeps using the given array and optimisers change values in place.
  const tensor = tf.tensor(values.slice(), shape);
  variable.assign(tensor);
  tensor.dispose();
}
