import * as tf from '@tensorflow/tfjs';
import { Adam } from '../../ops/optimisers/Adam';
import { finiteDifferences } from '../hypergradient/finiteDifferences';
import type { Hypergradient } from '../hypergradient/Hypergradient';
import type { OuterProblem } from '../hypergradient/OuterProblem';
import { validationDirection } from '../hypergradient/validationDirection';
import { length } from '../hypergradient/weightSpace';

/**
 * With Adam a logit moves by about this much per step; the much smaller rates used for weights would have no
 * effect here.
 */
const RATE = 0.02;
const BETA1 = 0.5;

/** Options of {@link OuterLevel}. */
export interface OuterLevelOptions {
  /** Learning rate of the outer variables. */
  rate?: number;
  hypergradient?: Hypergradient;
}

/** Measurements of one step of the outer level. */
export interface OuterStep {
  /**
   * Validation loss of the segmenter after its look-ahead step, with the outer variables before this step.
   */
  validationLoss: number;
  /** Euclidean length of the hypergradient. */
  gradientLength: number;
  /** False if the loss or the hypergradient was not finite; nothing was changed then. */
  moved: boolean;
  /** Duration, including the device's work. */
  seconds: number;
}

/**
 * Level 3: trains the outer variables (architecture of the generator, strengths of augmentations, weights of
 * groups) on the segmenter's validation loss, with Adam (Zhang et al. 2025; Liu et al. 2019). It owns the
 * optimiser but not the variables, and leaves the segmenter unchanged, bit for bit.
 */
export class OuterLevel {
  /** May be replaced between steps if another one is faster. */
  hypergradient: Hypergradient;
  /** Its state belongs in checkpoints, together with the values of the variables. */
  readonly optimiser: Adam;

  constructor(
    readonly variables: readonly tf.Variable[],
    { rate = RATE, hypergradient = finiteDifferences }: OuterLevelOptions = {},
  ) {
    this.hypergradient = hypergradient;
    this.optimiser = new Adam(variables, { rate, beta1: BETA1 });
  }

  /** Takes one step. The caller owns the problem's tensors and may dispose them once this resolves. */
  async step(problem: OuterProblem): Promise<OuterStep> {
    const start = performance.now();
    const { gradients, summary } = tf.tidy(() => {
      const { direction, loss } = validationDirection(problem);
      const gradients = this.hypergradient(problem, direction, this.variables);
      return { gradients, summary: tf.stack([loss, length(gradients)]) };
    });
    try {
      // Read before the step, because a non-finite value would stay in the optimiser forever.
      const [validationLoss, gradientLength] = await summary.data();
      const moved = Number.isFinite(validationLoss) && Number.isFinite(gradientLength);
      if (moved) this.optimiser.step(gradients);
      return { validationLoss, gradientLength, moved, seconds: (performance.now() - start) / 1000 };
    } finally {
      tf.dispose([gradients, summary]);
    }
  }

  dispose(): void {
    this.optimiser.dispose();
  }
}
