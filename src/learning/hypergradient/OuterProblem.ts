import type * as tf from '@tensorflow/tfjs';
import type { Network } from '../../networks/Network';

/** Images with their masks. */
export interface Pairs {
  /** [batch, rows, columns, channels] */
  images: tf.Tensor4D;
  /** One-hot [batch, rows, columns, classes]; with `partial`, 0 for all classes where nothing is known. */
  masks: tf.Tensor4D;
  /** Whether some pixels have no known class. */
  partial?: boolean;
}

/**
 * Pairs that the segmenter trains on in one forward pass. Members that are functions depend on the outer
 * variables. They are called several times for one hypergradient and must return the same each time, so all
 * randomness (dropout, augmentation) must be drawn beforehand. They are differentiable, with operations of
 * `src/ops` twice.
 */
export interface TrainingGroup {
  /** [batch, rows, columns, channels] */
  images: tf.Tensor4D | (() => tf.Tensor4D);
  /** One-hot [batch, rows, columns, classes]; with `partial`, 0 for all classes where nothing is known. */
  masks: tf.Tensor4D;
  /** Whether some pixels have no known class. */
  partial?: boolean;
  /** Factor of this group's loss, 1 by default. */
  weight?: number | (() => tf.Scalar);
}

/**
 * The problem that the outer level solves (Zhang et al. 2025, after Liu et al. 2019): the segmenter with
 * weights w takes a step on its training loss L(w, a) = sum over groups of weight(a) * loss(S_w(images(a)),
 * masks). How does its validation loss after this step change with the outer variables a? Outer variables are
 * those that the groups' functions read: logits of the generator's architecture, strengths of augmentations,
 * weights of groups.
 */
export interface OuterProblem {
  /** Runs in training mode, i.e. with the statistics of each batch. */
  segmenter: Network;
  training: readonly TrainingGroup[];
  /** Used only for its gradient; the segmenter never trains on it. */
  validation: Pairs;
  /** Learning rate xi of the segmenter's step. */
  rate: number;
  /**
   * How the segmenter's optimiser transforms a gradient before multiplying it by the rate, as a linear
   * symmetric map: a factor for each weight, such as Adam's 1 / (sqrt(v) + epsilon). The identity (plain
   * gradient descent) by default.
   */
  precondition?: (gradients: tf.Tensor[]) => tf.Tensor[];
  /**
   * If false, the validation gradient is taken at the segmenter's current weights instead of after one more
   * step: Liu et al.'s first-order variant, which saves a pass over all groups. Directly after a real step on
   * the same groups it includes the effect of that step.
   */
  lookAhead?: boolean;
  /** Mean loss of logits [batch, rows, columns, classes]; `segmentationLoss` by default. */
  loss?: (logits: tf.Tensor4D, masks: tf.Tensor4D) => tf.Scalar;
}
