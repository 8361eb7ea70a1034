import * as tf from '@tensorflow/tfjs';
import type { Channels } from '../data/Channels';
import type { SegmenterKind } from '../data/SegmenterKind';
import type { SeededRandom } from '../data/random';
import { seededRandom } from '../data/random';
import { createSegmenter } from '../networks/createSegmenter';
import { measureStatistics } from '../networks/measureStatistics';
import { forChannels } from '../networks/forChannels';
import type { InitialNetwork } from '../networks/InitialNetwork';
import type { SegmenterNetwork } from '../networks/SegmenterNetwork';
import { imageBatch } from './batches';
import { meanCaseDice } from './dice';
import type { FieldPair } from './FieldExample';
import type { TrainingGroup } from './hypergradient/OuterProblem';
import { SegmenterLevel } from './levels/segmenterLevel';
import { WeightAverage } from './WeightAverage';

/** What a segmenter is made of and how fast it learns. */
export interface SegmenterPlan {
  segmenter?: SegmenterKind;
  size: number;
  width: number;
  segmenterRate: number;
  segmenterSteps: number;
}

/** What a segmenter sees and tells apart. */
export interface SegmenterTask {
  /** Of the images. */
  channels: Channels;
  /** With background. */
  classes: number;
}

/** A segmenter in training: its optimiser, and the averaged weights that are validated and kept. */
export class SegmenterTraining {
  readonly segmenter: SegmenterNetwork;
  readonly average: WeightAverage<SegmenterNetwork>;
  readonly level: SegmenterLevel;

  /**
   * @param random draws the initial weights
   * @param initial trained weights to begin with; what they lack, such as the layer of the classes, is drawn
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

  /** One step on the groups. The caller disposes the loss. */
  step(step: number, groups: readonly TrainingGroup[]): tf.Scalar {
    const loss = this.level.step(step, groups);
    this.average.update();
    return loss;
  }

  /** Measures the averaged network's statistics on images like those it trained on. */
  measure(batches: readonly FieldPair[][]): void {
    const images = batches.map((pairs) => imageBatch(pairs, this.plan.size));
    measureStatistics(this.average.averaged, images);
    tf.dispose(images);
  }

  /** Mean Dice of the averaged network over cases and segments, see `meanCaseDice`. Call {@link measure} before. */
  async validate(pairs: readonly FieldPair[]): Promise<number> {
    const labels = await this.predict(pairs);
    const judged = pairs.map(({ caseId, labels: truth }, i) => ({ caseId, predicted: labels[i], truth }));
    const segments = Array.from({ length: this.task.classes - 1 }, (_, i) => i + 1);
    return meanCaseDice(judged, segments);
  }

  /** Labels that the averaged network gives to each image. Call {@link measure} before. */
  async predict(pairs: readonly FieldPair[]): Promise<Uint8Array[]> {
    const { size } = this.plan;
    const labels: Uint8Array[] = [];
    for (const pair of pairs) {
      const winners = tf.tidy(() =>
        this.average.averaged.forward(imageBatch([pair], size), 'predict').argMax(3),
      );
      labels.push(Uint8Array.from(await winners.data()));
      winners.dispose();
    }
    return labels;
  }

  dispose(): void {
    this.level.dispose();
    this.segmenter.parameters.dispose();
    this.average.averaged.parameters.dispose();
  }
}
