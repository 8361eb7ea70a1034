import * as tf from '@tensorflow/tfjs';
import { segmentationLoss } from '../../ops/segmentationLoss';
import type { OuterProblem, TrainingGroup } from './OuterProblem';

/** The group's images, with the present outer variables. */
export function imagesOf({ images }: TrainingGroup): tf.Tensor4D {
  return typeof images === 'function' ? images() : images;
}

/** The group's weight, with the present outer variables. */
export function weightOf({ weight = 1 }: TrainingGroup): tf.Scalar {
  return typeof weight === 'function' ? weight() : tf.scalar(weight);
}

/** The groups through which the outer variables act. */
export function outerGroups({ training }: OuterProblem): TrainingGroup[] {
  return training.filter(({ images, weight }) => [images, weight].some((part) => typeof part === 'function'));
}

/** The segmenter's loss on some images, without a group's weight. */
export function lossOn(
  { segmenter, loss = segmentationLoss }: OuterProblem,
  images: tf.Tensor4D,
  masks: tf.Tensor4D,
): tf.Scalar {
  return loss(segmenter.forward(images, 'train'), masks);
}

/**
 * What the segmenter's step descends, as a function of its weights alone: the weighted sum over all groups. Images and
 * weights are made now, so that no gradient by the segmenter's weights keeps what the generator computed.
 */
export function trainingLoss(problem: OuterProblem): () => tf.Scalar {
  const groups = problem.training.map((group) => ({
    images: imagesOf(group),
    masks: group.masks,
    weight: weightOf(group),
  }));
  return () =>
    groups
      .map(({ images, masks, weight }) => lossOn(problem, images, masks).mul<tf.Scalar>(weight))
      .reduce((sum, term) => sum.add(term));
}
