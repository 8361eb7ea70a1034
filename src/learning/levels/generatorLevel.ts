import * as tf from '@tensorflow/tfjs';
import type { Discriminator } from '../../networks/Discriminator';
import type { Generator } from '../../networks/Generator';
import type { Parameters } from '../../networks/Parameters';
import { adversarialLoss } from '../../ops/adversarialLoss';
import { l1Loss } from '../../ops/l1Loss';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { RepeatedStep } from '../../ops/RepeatedStep';
import { Adam } from '../../ops/optimisers/Adam';
import type { OptimiserState } from '../../ops/optimisers/Moments';

/** Weight of the L1 term relative to the adversarial one, as in pix2pix. */
const L1_WEIGHT = 100;
const RATE = 1e-3;
const BETA1 = 0.5;

type NetworkName = 'generator' | 'discriminator';

/** The states of both optimisers. */
export interface GeneratorLevelState {
  generator: OptimiserState;
  discriminator: OptimiserState;
}

/**
 * Level 1: trains generator and discriminator on real pairs (Isola et al. 2017). The discriminator's loss is
 * the mean of its losses on a real and a generated image; the generator's is the adversarial loss plus 100
 * times the L1 distance.
 */
export class GeneratorLevel {
  private readonly optimisers: Record<NetworkName, Adam>;

  constructor(
    readonly generator: Generator,
    readonly discriminator: Discriminator,
    private readonly repeated = new RepeatedStep(),
  ) {
    const options = { rate: RATE, beta1: BETA1 };
    this.optimisers = {
      generator: new Adam(generator.parameters.trainable, options),
      discriminator: new Adam(discriminator.parameters.trainable, options),
    };
  }

  /**
   * Takes one step of both networks.
   *
   * @param masks one-hot [batch, size, size, classes]
   * @param images [batch, size, size, channels], values -1..1
   * @returns both losses as scalars that the caller disposes
   */
  step(masks: tf.Tensor4D, images: tf.Tensor4D): { generator: tf.Scalar; discriminator: tf.Scalar } {
    return {
      discriminator: this.move('discriminator', masks, images),
      generator: this.move('generator', masks, images),
    };
  }

  /** Takes one step of one network, as {@link step} does of both; the caller disposes the loss. */
  move(network: NetworkName, masks: tf.Tensor4D, images: tf.Tensor4D): tf.Scalar {
    const optimiser = this.optimisers[network];
    optimiser.advance();
    const noise = this.generator.drawNoise(masks.shape[0]);
    const kind = `${network} ${masks.shape.join()}`;
    const loss = this.repeated.run(kind, [masks, images, ...noise], (inputs) => {
      const [mask, image, ...drawn] = inputs as tf.Tensor4D[];
      const fake = () => this.generator.forward(mask, 'train', drawn);
      return network === 'generator'
        ? this.moveGenerator(mask, image, fake)
        : this.moveDiscriminator(mask, image, fake());
    });
    tf.dispose(noise);
    return loss as tf.Scalar;
  }

  /**
   * Generates images [batch, size, size, channels], values -1..1, for one-hot masks [batch, size, size,
   * classes]. Uses batch statistics, as pix2pix does. The caller disposes the result.
   */
  generate(masks: tf.Tensor4D): tf.Tensor4D {
    return tf.tidy(() => this.generator.forward(masks, 'train'));
  }

  /** Shares of the kernels 4, 6 and 8 for each up-convolution, outermost first; each row sums to 1. */
  async readArchitecture(): Promise<number[][]> {
    const { architecture, shape } = this.generator;
    const rows: number[][] = [];
    for (let level = 0; level < shape.levels; level++) {
      const shares = tf.softmax(architecture.get<tf.Tensor1D>(`level${level}`));
      rows.push([...(await shares.data())]);
      shares.dispose();
    }
    return rows;
  }

  /** Copies the states of both optimisers. */
  async read(): Promise<GeneratorLevelState> {
    const [generator, discriminator] = await Promise.all([
      this.optimisers.generator.read(),
      this.optimisers.discriminator.read(),
    ]);
    return { generator, discriminator };
  }

  /**
   * Restores the states of both optimisers.
   *
   * @throws Error when a state belongs to another network
   */
  write({ generator, discriminator }: GeneratorLevelState): void {
    this.optimisers.generator.write(generator);
    this.optimisers.discriminator.write(discriminator);
  }

  dispose(): void {
    this.repeated.dispose();
    this.optimisers.generator.dispose();
    this.optimisers.discriminator.dispose();
    this.generator.dispose();
    this.discriminator.parameters.dispose();
  }

  private moveGenerator(masks: tf.Tensor4D, images: tf.Tensor4D, fake: () => tf.Tensor4D): tf.Scalar {
    return move(this.optimisers.generator, this.generator.parameters, () => {
      const image = fake();
      const adversarial = adversarialLoss(this.discriminator.forward(masks, image, 'train'), 1);
      return adversarial.add(l1Loss(image, images).mul(L1_WEIGHT));
    });
  }

  private moveDiscriminator(masks: tf.Tensor4D, images: tf.Tensor4D, fake: tf.Tensor4D): tf.Scalar {
    // Both in one pass, which is half as many programs on a GPU.
    const batch = images.shape[0];
    const [twice, both] = [tf.concat4d([masks, masks], 0), tf.concat4d([images, fake], 0)];
    const isReal = Array.from({ length: 2 * batch }, (_, i) => (i < batch ? 1 : 0));
    const labels = tf.tensor4d(isReal, [2 * batch, 1, 1, 1]);
    return move(this.optimisers.discriminator, this.discriminator.parameters, () =>
      adversarialLoss(this.discriminator.forward(twice, both, 'train', 2), labels),
    );
  }
}

/** Runs one step of one network whose rate is set; the caller disposes the loss. */
function move(optimiser: Adam, { trainable }: Parameters, lossOf: () => tf.Scalar): tf.Scalar {
  const { loss, gradients } = lossAndGradients(lossOf, trainable);
  optimiser.apply(gradients);
  tf.dispose(gradients);
  return loss;
}
