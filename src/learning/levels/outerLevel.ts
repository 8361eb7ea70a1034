import * as tf from '@tensorflow/tfjs';
import { Adam } from '../../ops/optimisers/Adam';
import type { OptimiserState } from '../../ops/optimisers/Moments';
import { finiteDifferences } from '../hypergradient/finiteDifferences';
import type { Hypergradient } from '../hypergradient/Hypergradient';
import type { OuterProblem } from '../hypergradient/OuterProblem';
import { validationDirection } from '../hypergradient/validationDirection';
import { length } from '../hypergradient/weightSpace';

/** With Adam a logit moves by about this much a step; rates as small as the weights' own change nothing here. */
const RATE = 0.02;
const BETA1 = 0.5;

export interface OuterLevelOptions {
  /** Learning rate of the outer variables. */
  rate?: number;
  hypergradient?: Hypergradient;
}

/** What one step of the outer level saw. */
export interface OuterStep {
  /** Of the segmenter behind its look-ahead step, with the outer variables before this step. */
  validationLoss: number;
  /** Length of the hypergradient. */
  gradientLength: number;
  /** False when loss or hypergradient were not finite: then nothing was changed. */
  moved: boolean;
  /** Until the device had finished. */
  seconds: number;
}

/**
 * Level 3: the outer variables (architecture of the generator, strengths of augmentations, weights of groups) by the
 * segmenter's validation loss, with Adam (Zhang et al. 2025; Liu et al. 2019). It owns the optimiser, not the variables,
 * and leaves the segmenter bit for bit as it was.
 */
export class OuterLevel {
  /** May be exchanged between steps, when another proves cheaper. */
  hypergradient: Hypergradient;
  private readonly optimiser: Adam;

  constructor(
    readonly variables: readonly tf.Variable[],
    { rate = RATE, hypergradient = finiteDifferences }: OuterLevelOptions = {},
  ) {
    this.hypergradient = hypergradient;
    this.optimiser = new Adam(variables, { rate, beta1: BETA1 });
  }

  /** One step. The problem's tensors stay the caller's, and are free as soon as this resolves. */
  async step(problem: OuterProblem): Promise<OuterStep> {
    const start = performance.now();
    const { gradients, summary } = tf.tidy(() => {
      const { direction, loss } = validationDirection(problem);
      const gradients = this.hypergradient(problem, direction, this.variables);
      return { gradients, summary: tf.stack([loss, length(gradients)]) };
    });
    try {
      // Read before the step: a value that is not finite would stay in the optimiser for ever.
      const [validationLoss, gradientLength] = await summary.data();
      const moved = Number.isFinite(validationLoss) && Number.isFinite(gradientLength);
      if (moved) this.optimiser.step(gradients);
      return { validationLoss, gradientLength, moved, seconds: (performance.now() - start) / 1000 };
    } finally {
      tf.dispose([gradients, summary]);
    }
  }

  /** The optimiser's state, a copy; the variables' values belong to their owners. */
  read(): Promise<OptimiserState> {
    return this.optimiser.read();
  }

  /** @throws Error when the state belongs to other variables */
  write(state: OptimiserState): void {
    this.optimiser.write(state);
  }

  dispose(): void {
    this.optimiser.dispose();
  }
}
