import * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../../src/ops/lossAndGradients';
import { Adam } from '../../src/ops/optimisers/Adam';
import type { Tensors } from './goldenTensors';
import {
  describeGolden,
  errorOf,
  golden,
  goldenGroup,
  goldenManifest,
  gradientsBy,
  largestError,
  shareOfDeviatingUpdates,
} from './goldenTensors';
import {
  discriminator,
  discriminatorLoss,
  generator,
  generatorLoss,
  RunningStatistics,
} from './referenceNetworks';

const FORWARD = 1e-4;
const GRADIENT = 1e-3;

describeGolden('generator and discriminator as in PyTorch', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const given = () => ({
    G: goldenGroup('weights/G'),
    D: goldenGroup('weights/D'),
    architecture: golden('inputs/upconv_arch'),
    mask: golden('inputs/mask') as tf.Tensor4D,
    image: golden('inputs/image') as tf.Tensor4D,
  });
  const value = (scalar: tf.Tensor) => scalar.dataSync()[0];

  it('image, logits and losses', () => {
    const { G, D, architecture, mask, image } = given();
    const fake = generator(G, architecture, mask);
    expect(errorOf(fake, golden('gan/fake'))).toBeLessThan(FORWARD);
    const [onFake, onReal] = [fake, image].map((x) => discriminator(D, mask, x));
    expect(errorOf(onFake, golden('gan/D_fake_logits'))).toBeLessThan(FORWARD);
    expect(errorOf(onReal, golden('gan/D_real_logits'))).toBeLessThan(FORWARD);
    const { scalars } = goldenManifest();
    expect(value(discriminatorLoss(onFake, onReal)) / scalars.loss_D).toBeCloseTo(1, 5);
    expect(value(generatorLoss(onFake, fake, image)) / scalars.loss_G).toBeCloseTo(1, 5);
  });

  it('gradients of discriminator, generator and architecture', () => {
    const { G, D, architecture, mask, image } = given();
    const fake = generator(G, architecture, mask);
    const byD = gradientsBy(
      (w) => discriminatorLoss(discriminator(w, mask, fake), discriminator(w, mask, image)),
      D,
    );
    expect(largestError(byD, goldenGroup('gan/grad_D'))).toBeLessThan(GRADIENT);
    const loss = ({ architecture: a, ...w }: Tensors) => {
      const generated = generator(w, a, mask);
      return generatorLoss(discriminator(D, mask, generated), generated, image);
    };
    const { architecture: byArchitecture, ...byG } = gradientsBy(loss, { ...G, architecture });
    expect(largestError(byG, goldenGroup('gan/grad_G'))).toBeLessThan(GRADIENT);
    expect(errorOf(byArchitecture, golden('gan/grad_arch'))).toBeLessThan(GRADIENT);
  });

  it('prediction with running statistics', () => {
    const { G, architecture, mask } = given();
    const statistics = new RunningStatistics();
    generator(G, architecture, mask, statistics.train);
    const fake = generator(G, architecture, mask, statistics.predict);
    expect(errorOf(fake, golden('gan/fake_eval_after_one_train_fwd'))).toBeLessThan(FORWARD);
    tf.dispose(statistics.tensors);
  });

  it('three iterations of Adam', () => {
    const { G, D, architecture, mask, image } = given();
    const variablesOf = (weights: Tensors) =>
      Object.fromEntries(
        Object.entries(weights).map(([name, tensor]) => {
          // Values of its own: steps happen in place.
          return [name, tf.variable(tf.tensor(tensor.dataSync().slice(), tensor.shape))];
        }),
      );
    const [g, d] = [variablesOf(G), variablesOf(D)];
    const options = { rate: 2e-4, beta1: 0.5 };
    const [ofG, ofD] = [g, d].map((weights) => new Adam(Object.values(weights), options));
    const [statisticsOfG, statisticsOfD] = [new RunningStatistics(), new RunningStatistics()];
    const move = (optimiser: Adam, weights: Record<string, tf.Variable>, lossOf: () => tf.Scalar) => {
      const { loss, gradients } = lossAndGradients(lossOf, Object.values(weights));
      optimiser.step(gradients);
      return value(loss);
    };
    for (let step = 1; step <= 3; step++) {
      const expected = goldenManifest().scalars.gan_adam_trace[step - 1];
      const fake = generator(g, architecture, mask, statisticsOfG.train);
      const lossOfD = move(ofD, d, () => {
        const onFake = discriminator(d, mask, fake, statisticsOfD.train);
        return discriminatorLoss(onFake, discriminator(d, mask, image, statisticsOfD.train));
      });
      expect(lossOfD / expected.loss_D).toBeCloseTo(1, 4);
      const lossOfG = move(ofG, g, () => {
        const again = generator(g, architecture, mask);
        return generatorLoss(discriminator(d, mask, again, statisticsOfD.train), again, image);
      });
      expect(lossOfG / (expected.loss_G_GAN + 100 * expected.loss_L1_unweighted)).toBeCloseTo(1, 4);
      if (step === 2) continue;
      expect(shareOfDeviatingUpdates(G, g, goldenGroup(`gan_adam/G_after${step}`))).toBeLessThan(0.01);
      expect(shareOfDeviatingUpdates(D, d, goldenGroup(`gan_adam/D_after${step}`))).toBeLessThan(0.01);
    }
    for (const [name, tensor] of Object.entries(statisticsOfG.tensors)) {
      expect(errorOf(tensor, golden(`gan_adam/G_after3/${name}`))).toBeLessThan(GRADIENT);
    }
    for (const [name, tensor] of Object.entries(statisticsOfD.tensors)) {
      expect(errorOf(tensor, golden(`gan_adam/D_after3/${name}`))).toBeLessThan(GRADIENT);
    }
    ofG.dispose();
    ofD.dispose();
    tf.dispose([g, d, statisticsOfG.tensors, statisticsOfD.tensors]);
  });
});
