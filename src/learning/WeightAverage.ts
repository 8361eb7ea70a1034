import type { Network } from '../networks/Network';
import { movingAverage } from '../ops/movingAverage';

/** Share of the old average that stays at each step, once enough steps were averaged. */
const DECAY = 0.98;

/**
 * Exponential moving average of a network's weights (Polyak and Juditsky 1992), held by a second network of the same
 * shape. With few examples single steps scatter widely; their average validates better and more steadily.
 */
export class WeightAverage<N extends Network> {
  /** Steps averaged so far; to be set together with the averaged weights when a training is resumed. */
  steps = 0;

  /** @param averaged a network of the same shape, whose weights are overwritten */
  constructor(
    private readonly source: N,
    readonly averaged: N,
  ) {}

  /** Takes the source's present weights into the average; the first steps count fully. */
  update(): void {
    this.steps++;
    const decay = Math.min(DECAY, (this.steps - 1) / (this.steps + 9));
    movingAverage(this.averaged.parameters.trainable, this.source.parameters.trainable, decay);
  }
}
