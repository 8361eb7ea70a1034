import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../data/random';
import { Parameters } from '../networks/Parameters';
import { sigmoid } from '../ops/sigmoid';

const NAME = 'synthetic.logit';
/**
 * The variable is the logit divided by this: one step of the outer level then moves the logit by some 0.1, so that the
 * few dozen steps of a training can turn generated pairs off, or make them half of all.
 */
const SPEED = 5;

/**
 * How much the segmenter's loss listens to generated pairs: loss = (1 - share) * real + share * synthetic with
 * share = sigmoid(logit). An outer variable: the validation loss moves it, where generated pairs mislead towards 0.
 */
export class MixingWeight {
  readonly parameters = new Parameters(seededRandom(0));

  /** @param share to begin with, 0..1, both excluded */
  constructor(share: number) {
    this.parameters.addConstant(NAME, [], Math.log(share / (1 - share)) / SPEED);
  }

  /** Factor of the loss on real pairs; differentiable by the logit. */
  readonly real = (): tf.Scalar => tf.scalar(1).sub(this.synthetic());

  /** Factor of the loss on generated pairs; differentiable by the logit. */
  readonly synthetic = (): tf.Scalar => sigmoid(this.scaledLogit.mul<tf.Scalar>(SPEED));

  /** The share as it is now, 0..1. */
  async readShare(): Promise<number> {
    const [value] = await this.scaledLogit.data();
    return 1 / (1 + Math.exp(-SPEED * value));
  }

  private get scaledLogit(): tf.Scalar {
    return this.parameters.get<tf.Scalar>(NAME);
  }
}
