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
  variablesOf,
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
  const value = async (scalar: tf.Tensor) => (await scalar.data())[0];

  it('image, logits and losses', async () => {
    const { G, D, architecture, mask, image } = given();
    const fake = generator(G, architecture, mask);
    expect(await errorOf(fake, golden('gan/fake'))).toBeLessThan(FORWARD);
    const [onFake, onReal] = [fake, image].map((x) => discriminator(D, mask, x));
    expect(await errorOf(onFake, golden('gan/D_fake_logits'))).toBeLessThan(FORWARD);
    expect(await errorOf(onReal, golden('gan/D_real_logits'))).toBeLessThan(FORWARD);
    const { scalars } = goldenManifest();
    expect((await value(discriminatorLoss(onFake, onReal))) / scalars.loss_D).toBeCloseTo(1, 5);
    expect((await value(generatorLoss(onFake, fake, image))) / scalars.loss_G).toBeCloseTo(1, 5);
  });

  it('gradients of discriminator, generator and architecture', async () => {
    const { G, D, architecture, mask, image } = given();
    const fake = generator(G, architecture, mask);
    const byD = gradientsBy(
      (w) => discriminatorLoss(discriminator(w, mask, fake), discriminator(w, mask, image)),
      D,
    );
    expect(await largestError(byD, goldenGroup('gan/grad_D'))).toBeLessThan(GRADIENT);
    const loss = ({ architecture: a, ...w }: Tensors) => {
      const generated = generator(w, a, mask);
      return generatorLoss(discriminator(D, mask, generated), generated, image);
    };
    const { architecture: byArchitecture, ...byG } = gradientsBy(loss, { ...G, architecture });
    expect(await largestError(byG, goldenGroup('gan/grad_G'))).toBeLessThan(GRADIENT);
    expect(await errorOf(byArchitecture, golden('gan/grad_arch'))).toBeLessThan(GRADIENT);
  });

  it('prediction with running statistics', async () => {
    const { G, architecture, mask } = given();
    const statistics = new RunningStatistics();
    generator(G, architecture, mask, statistics.train);
    const fake = generator(G, architecture, mask, statistics.predict);
    expect(await errorOf(fake, golden('gan/fake_eval_after_one_train_fwd'))).toBeLessThan(FORWARD);
    tf.dispose(statistics.tensors);
  });

  it('three iterations of Adam', async () => {
    const { G, D, architecture, mask, image } = given();
    const [g, d] = [await variablesOf(G), await variablesOf(D)];
    const options = { rate: 2e-4, beta1: 0.5 };
    const [ofG, ofD] = [g, d].map((weights) => new Adam(Object.values(weights), options));
    const [statisticsOfG, statisticsOfD] = [new RunningStatistics(), new RunningStatistics()];
    const move = async (optimiser: Adam, weights: Record<string, tf.Variable>, lossOf: () => tf.Scalar) => {
      const { loss, gradients } = lossAndGradients(lossOf, Object.values(weights));
      optimiser.step(gradients);
      return value(loss);
    };
    for (let step = 1; step <= 3; step++) {
      const expected = goldenManifest().scalars.gan_adam_trace[step - 1];
      const fake = generator(g, architecture, mask, statisticsOfG.train);
      const lossOfD = await move(ofD, d, () => {
        const onFake = discriminator(d, mask, fake, statisticsOfD.train);
        return discriminatorLoss(onFake, discriminator(d, mask, image, statisticsOfD.train));
      });
      expect(lossOfD / expected.loss_D).toBeCloseTo(1, 4);
      const lossOfG = await move(ofG, g, () => {
        const again = generator(g, architecture, mask);
        return generatorLoss(discriminator(d, mask, again, statisticsOfD.train), again, image);
      });
      expect(lossOfG / (expected.loss_G_GAN + 100 * expected.loss_L1_unweighted)).toBeCloseTo(1, 4);
      if (step === 2) continue;
      expect(await shareOfDeviatingUpdates(G, g, goldenGroup(`gan_adam/G_after${step}`))).toBeLessThan(0.01);
      expect(await shareOfDeviatingUpdates(D, d, goldenGroup(`gan_adam/D_after${step}`))).toBeLessThan(0.01);
    }
    for (const [name, tensor] of Object.entries(statisticsOfG.tensors)) {
      expect(await errorOf(tensor, golden(`gan_adam/G_after3/${name}`))).toBeLessThan(GRADIENT);
    }
    for (const [name, tensor] of Object.entries(statisticsOfD.tensors)) {
      expect(await errorOf(tensor, golden(`gan_adam/D_after3/${name}`))).toBeLessThan(GRADIENT);
    }
    ofG.dispose();
    ofD.dispose();
    tf.dispose([g, d, statisticsOfG.tensors, statisticsOfD.tensors]);
  });
});
