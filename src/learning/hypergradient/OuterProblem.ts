import type * as tf from '@tensorflow/tfjs';
import type { Network } from '../../networks/Network';

/** Images with their masks. */
export interface Pairs {
  /** [batch, rows, columns, 1] */
  images: tf.Tensor4D;
  /** One-hot [batch, rows, columns, classes]. */
  masks: tf.Tensor4D;
}

/**
 * Pairs that the segmenter trains on in one forward pass. What is a function depends on the outer variables: it is called
 * several times for one hypergradient and must give the same each time, so whatever is random in it (dropout,
 * augmentation) has to be drawn before. Differentiable, with operations of `src/ops` twice.
 */
export interface TrainingGroup {
  /** [batch, rows, columns, 1] */
  images: tf.Tensor4D | (() => tf.Tensor4D);
  /** One-hot [batch, rows, columns, classes]. */
  masks: tf.Tensor4D;
  /** Factor of this group's loss, 1 by default. */
  weight?: number | (() => tf.Scalar);
}

/**
 * The question that the outer level asks (Zhang et al. 2025, after Liu et al. 2019): the segmenter with the weights w
 * takes a step on its training loss L(w, a) = sum over groups of weight(a) * loss(S_w(images(a)), masks); how does its
 * validation loss after this step change with the outer variables a? Outer variables are logits of the generator's
 * architecture, strengths of augmentations, weights of groups: whatever the groups' functions read.
 */
export interface OuterProblem {
  /** Run in training mode: with the statistics of each batch. */
  segmenter: Network;
  training: readonly TrainingGroup[];
  /** Read only for its gradient: the segmenter never trains on it. */
  validation: Pairs;
  /** Learning rate xi of the segmenter's step. */
  rate: number;
  /**
   * What the segmenter's optimiser makes of a gradient before it multiplies it by the rate, as a linear and symmetric
   * map: a factor for each weight, as Adam's 1 / (sqrt(v) + epsilon). Plain gradient descent by default.
   */
  precondition?: (gradients: tf.Tensor[]) => tf.Tensor[];
  /**
   * False takes the validation gradient at the segmenter's present weights, not behind one more step: Liu et al.'s first
   * order, cheaper by a pass over all groups. Right behind a real step on the same groups it sees that step.
   */
  lookAhead?: boolean;
  /** Mean loss of logits [batch, rows, columns, classes]; `segmentationLoss` by default. */
  loss?: (logits: tf.Tensor4D, masks: tf.Tensor4D) => tf.Scalar;
}
