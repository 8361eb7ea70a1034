import type * as tf from '@tensorflow/tfjs';
import type { TrainingGroup } from './hypergradient/OuterProblem';
import { imagesOf } from './hypergradient/trainingLoss';

/** What a segmenter's step reads that is new each time. */
export interface GroupInputs {
  /** Equal for groups of the same form, whatever their values. */
  kind: string;
  inputs: tf.Tensor[];
  /** The groups with other tensors in place of the inputs. */
  withInputs: (inputs: readonly tf.Tensor[]) => TrainingGroup[];
}

/** Lists the tensors of training groups. Images and weights that are functions are computed once. */
export function groupInputs(groups: readonly TrainingGroup[]): GroupInputs {
  const inputs: tf.Tensor[] = [];
  const place = (tensor: tf.Tensor) => inputs.push(tensor) - 1;
  const places = groups.map((group) => ({
    images: place(imagesOf(group)),
    masks: place(group.masks),
    weight: typeof group.weight === 'function' ? place(group.weight()) : undefined,
  }));
  const form = groups.map(({ partial, weight }) => [partial, typeof weight === 'number' ? weight : '']);
  return {
    kind: JSON.stringify([form, inputs.map(({ shape }) => shape)]),
    inputs,
    withInputs: (present) =>
      groups.map((group, i) => {
        const { images, masks, weight } = places[i];
        return {
          ...group,
          images: present[images] as tf.Tensor4D,
          masks: present[masks] as tf.Tensor4D,
          weight: weight === undefined ? group.weight : () => present[weight] as tf.Scalar,
        };
      }),
  };
}
