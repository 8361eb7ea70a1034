import * as tf from '@tensorflow/tfjs';
import type { Channels } from '../data/Channels';
import type { SegmenterKind } from '../data/SegmenterKind';
import type { SeededRandom } from '../data/random';
import { seededRandom } from '../data/random';
import { createSegmenter } from '../networks/createSegmenter';
import { FoldedLayers } from '../networks/FoldedLayers';
import { measureStatistics } from '../networks/measureStatistics';
import { forChannels } from '../networks/forChannels';
import type { InitialNetwork } from '../networks/InitialNetwork';
import type { SegmenterNetwork } from '../networks/SegmenterNetwork';
import { RepeatedStep } from '../ops/RepeatedStep';
import { imageBatch } from './batches';
import { meanCaseDice } from './dice';
import type { FieldPair } from './FieldExample';
import type { TrainingGroup } from './hypergradient/OuterProblem';
import { groupInputs } from './groupInputs';
import { SegmenterLevel } from './levels/segmenterLevel';
import { WeightAverage } from './WeightAverage';

/** Architecture and training parameters of a segmenter. */
export interface SegmenterPlan {
  segmenter?: SegmenterKind;
  size: number;
  width: number;
  segmenterRate: number;
  segmenterSteps: number;
}

/** Input and output of a segmenter. */
export interface SegmenterTask {
  /** Channels of the images. */
  channels: Channels;
  /** Number of classes, including background. */
  classes: number;
}

/**
 * A segmenter in training: the network, its optimiser, and the averaged weights, which are validated and
 * stored.
 */
export class SegmenterTraining {
  readonly segmenter: SegmenterNetwork;
  readonly average: WeightAverage<SegmenterNetwork>;
  readonly level: SegmenterLevel;
  private readonly repeated = new RepeatedStep();

  /**
   * @param random source of the initial weights
   * @param initial pretrained weights to start from; missing ones, such as the output layer, are drawn at
   *   random
   * @throws Error when the pretrained weights do not fit the network
   */
  constructor(
    private readonly plan: SegmenterPlan,
    private readonly task: SegmenterTask,
    random: SeededRandom,
    initial?: InitialNetwork,
  ) {
    const { size, width, segmenter: kind = 'unet' } = plan;
    const shape = { size, width, ...task, levels: initial?.levels };
    this.segmenter = createSegmenter(kind, shape, random);
    const weights = initial && forChannels(initial.weights, task.channels);
    if (weights && this.segmenter.parameters.adopt(weights) < weights.size) {
      this.segmenter.parameters.dispose();
      throw new Error(
        'The network that trainings begin with is of another shape than the one that is to be trained.',
      );
    }
    this.average = new WeightAverage(this.segmenter, createSegmenter(kind, shape, seededRandom(0)));
    this.level = new SegmenterLevel(this.segmenter, plan.segmenterRate, plan.segmenterSteps);
  }

  /**
   * Takes one step on the groups and returns the loss, which the caller disposes.
   *
   * @param step number of the step, from 1; it sets the learning rate
   */
  step(step: number, groups: readonly TrainingGroup[]): tf.Scalar {
    this.level.advance(step);
    this.average.advance();
    const { kind, inputs, withInputs } = groupInputs(groups);
    return this.repeated.run(kind, inputs, (present) => {
      const loss = this.level.record(withInputs(present));
      this.average.record();
      return loss;
    }) as tf.Scalar;
  }

  /** Suits the learning rates to another number of steps. */
  suitSteps(steps: number): void {
    this.level.suitSteps(steps);
  }

  /** Measures the normalisation statistics of the averaged network on images like the training images. */
  measure(batches: readonly FieldPair[][]): void {
    const images = batches.map((pairs) => imageBatch(pairs, this.plan.size));
    measureStatistics(this.average.averaged, images);
    tf.dispose(images);
  }

  /**
   * Mean Dice (0..1) of the averaged network over cases and segments, see `meanCaseDice`.
   * Call {@link measure} first.
   */
  async validate(pairs: readonly FieldPair[]): Promise<number> {
    const labels = await this.predict(pairs);
    const judged = pairs.map(({ caseId, labels: truth }, i) => ({ caseId, predicted: labels[i], truth }));
    const segments = Array.from({ length: this.task.classes - 1 }, (_, i) => i + 1);
    return meanCaseDice(judged, segments);
  }

  /** Class indices that the averaged network predicts for each image. Call {@link measure} first. */
  async predict(pairs: readonly FieldPair[]): Promise<Uint8Array[]> {
    const { size } = this.plan;
    const labels: Uint8Array[] = [];
    const folded = new FoldedLayers();
    try {
      for (const pair of pairs) {
        const winners = tf.tidy(() =>
          this.average.averaged.forward(imageBatch([pair], size), folded).argMax(3),
        );
        labels.push(Uint8Array.from(await winners.data()));
        winners.dispose();
      }
    } finally {
      folded.dispose();
    }
    return labels;
  }

  dispose(): void {
    this.repeated.dispose();
    this.level.dispose();
    this.segmenter.parameters.dispose();
    this.average.averaged.parameters.dispose();
  }
}
