import * as tf from '@tensorflow/tfjs';
import { foldStatistics } from '../ops/normalise';
import type { Parameters } from './Parameters';

/** A normalisation with stored statistics: x scale + offset, both [channels]. */
type Affine = ReturnType<typeof foldStatistics>;

/** A convolution with the normalisation behind it. */
type Convolution = Readonly<{
  /** [kernelRows, kernelColumns, in, out] */
  filter: tf.Tensor4D;
  /** [out] */
  bias: tf.Tensor1D;
}>;

/**
 * A mode of one network for predictions with weights that do not change: normalisations are folded into the
 * convolutions before them, once, when they are first needed. Owns these tensors; {@link dispose} frees them.
 */
export class FoldedLayers {
  private readonly affines = new Map<string, Affine>();
  private readonly convolutions = new Map<string, Convolution>();

  /** The normalisation layer `name`. */
  affine(parameters: Parameters, name: string): Affine {
    return remember(this.affines, name, () => foldLayer(parameters, name));
  }

  /** The convolution layer `name`, with its weights `NAME.filter` and its normalisation `NAME.norm`. */
  convolution(parameters: Parameters, name: string): Convolution {
    return remember(this.convolutions, name, () => {
      const { scale, offset } = foldLayer(parameters, `${name}.norm`);
      return { filter: parameters.get<tf.Tensor4D>(`${name}.filter`).mul(scale), bias: offset };
    });
  }

  dispose(): void {
    for (const folded of [...this.affines.values(), ...this.convolutions.values()]) {
      tf.dispose(Object.values(folded));
    }
    this.affines.clear();
    this.convolutions.clear();
  }
}

function foldLayer(parameters: Parameters, name: string): Affine {
  const gamma = parameters.get<tf.Tensor1D>(`${name}.gamma`);
  return foldStatistics(parameters.getStatistics(name), gamma, parameters.get<tf.Tensor1D>(`${name}.beta`));
}

/** The entry of that name; makes it, and keeps its tensors, if there is none. */
function remember<Entry extends Readonly<Record<string, tf.Tensor>>>(
  entries: Map<string, Entry>,
  name: string,
  make: () => Entry,
): Entry {
  const present = entries.get(name);
  if (present) return present;
  const made = tf.tidy(make);
  Object.values(made).forEach((tensor) => tf.keep(tensor));
  entries.set(name, made);
  return made;
}
