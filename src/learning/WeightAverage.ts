import type { Network } from '../networks/Network';
import { movingAverage } from '../ops/movingAverage';

/** Share of the old average that is kept at each step, after a warm-up. */
const DECAY = 0.98;

/**
 * Exponential moving average of a network's weights (Polyak and Juditsky 1992), held by a second network of
 * the same shape. With few examples single steps scatter widely; the average validates better and more
 * consistently.
 */
export class WeightAverage<N extends Network> {
  /** Number of averaged steps; set together with the averaged weights when a training is resumed. */
  steps = 0;
  private readonly attributes = { decay: 0 };

  /** @param averaged a network of the same shape, whose weights are overwritten */
  constructor(
    private readonly source: N,
    readonly averaged: N,
  ) {}

  /**
   * Adds the current weights of the source to the average. Early steps have a larger share, so that the
   * initial weights are soon forgotten.
   */
  update(): void {
    this.advance();
    this.record();
  }

  /** Sets the share of the next update; together with {@link record} the same as {@link update}. */
  advance(): void {
    this.steps++;
    this.attributes.decay = Math.min(DECAY, (this.steps - 1) / (this.steps + 9));
  }

  /** Runs the update. */
  record(): void {
    movingAverage(this.averaged.parameters.trainable, this.source.parameters.trainable, this.attributes);
  }
}
