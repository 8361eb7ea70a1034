import * as tf from '@tensorflow/tfjs';
import { hideUnknown } from '../../ops/hideUnknown';
import { segmentationLoss } from '../../ops/segmentationLoss';
import type { OuterProblem, TrainingGroup } from './OuterProblem';

/** The group's images for the current outer variables. */
export function imagesOf({ images }: TrainingGroup): tf.Tensor4D {
  return typeof images === 'function' ? images() : images;
}

/** The group's weight for the current outer variables. */
export function weightOf({ weight = 1 }: TrainingGroup): tf.Scalar {
  return typeof weight === 'function' ? weight() : tf.scalar(weight);
}

/** The groups that depend on the outer variables. */
export function outerGroups({ training }: OuterProblem): TrainingGroup[] {
  return training.filter(({ images, weight }) => [images, weight].some((part) => typeof part === 'function'));
}

/** The segmenter's loss on images, without a group's weight. */
export function lossOn(
  { segmenter, loss = segmentationLoss }: Pick<OuterProblem, 'segmenter' | 'loss'>,
  images: tf.Tensor4D,
  { masks, partial }: Pick<TrainingGroup, 'masks' | 'partial'>,
): tf.Scalar {
  const logits = segmenter.forward(images, 'train');
  return loss(partial ? hideUnknown(logits, masks) : logits, masks);
}

/** The loss that the segmenter's step minimises: the weighted sum over all groups. */
export function trainingLoss(problem: Pick<OuterProblem, 'segmenter' | 'loss' | 'training'>): tf.Scalar {
  return problem.training
    .map((group) => {
      const loss = lossOn(problem, imagesOf(group), group);
      return group.weight === undefined ? loss : loss.mul<tf.Scalar>(weightOf(group));
    })
    .reduce((sum, term) => sum.add(term));
}

/**
 * The groups for the current outer variables: images and weights are computed once and become constants for
 * gradients.
 */
export function presentGroups({ training }: OuterProblem): TrainingGroup[] {
  return training.map((group) => {
    const weight = weightOf(group);
    return { ...group, images: imagesOf(group), weight: () => weight };
  });
}
