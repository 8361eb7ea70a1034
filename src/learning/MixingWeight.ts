import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../data/random';
import { Parameters } from '../networks/Parameters';
import { sigmoid } from '../ops/sigmoid';

const NAME = 'synthetic.logit';
/**
 * The stored variable is the logit divided by this. One step of the outer level then moves the logit by about
 * 0.1, so the few dozen steps of a training can switch generated pairs off or raise their share to a half.
 */
const SPEED = 5;

/**
 * Weight of generated pairs in the segmenter's loss:
 * loss = (1 - share) * real + share * synthetic with share = sigmoid(logit).
 * The logit is an outer variable: the validation loss updates it, and lowers the share if generated pairs are
 * misleading.
 */
export class MixingWeight {
  readonly parameters = new Parameters(seededRandom(0));

  /** @param share initial share, in (0, 1) */
  constructor(share: number) {
    this.parameters.addConstant(NAME, [], Math.log(share / (1 - share)) / SPEED);
  }

  /** Factor of the loss on real pairs; differentiable with respect to the logit. */
  readonly real = (): tf.Scalar => tf.scalar(1).sub(this.synthetic());

  /** Factor of the loss on generated pairs; differentiable with respect to the logit. */
  readonly synthetic = (): tf.Scalar => sigmoid(this.scaledLogit.mul<tf.Scalar>(SPEED));

  /** The current share, 0..1. */
  async readShare(): Promise<number> {
    const [value] = await this.scaledLogit.data();
    return 1 / (1 + Math.exp(-SPEED * value));
  }

  private get scaledLogit(): tf.Scalar {
    return this.parameters.get<tf.Scalar>(NAME);
  }
}
