import * as tf from '@tensorflow/tfjs';
import { describeGolden, errorOf, golden, goldenGroup } from './goldenTensors';
import { assignStatistics, productDiscriminator, productGenerator, WITHOUT_DROPOUT } from './productNetworks';
import { generator, RunningStatistics } from './referenceNetworks';

const FORWARD = 1e-4;

describeGolden('product networks as in PyTorch', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());
  const mask = () => golden('inputs/mask') as tf.Tensor4D;

  it('generator in training and in prediction', async () => {
    const [weights, architecture] = [goldenGroup('weights/G'), golden('inputs/upconv_arch')];
    const network = productGenerator(weights, architecture, { size: 64, width: 4, levels: 5 });
    const fake = network.forward(mask(), WITHOUT_DROPOUT);
    expect(await errorOf(fake, golden('gan/fake'))).toBeLessThan(FORWARD);
    const statistics = new RunningStatistics();
    generator(weights, architecture, mask(), statistics.train);
    assignStatistics(network, statistics.tensors);
    const predicted = network.forward(mask(), 'predict');
    expect(await errorOf(predicted, golden('gan/fake_eval_after_one_train_fwd'))).toBeLessThan(FORWARD);
    tf.dispose(statistics.tensors);
    network.dispose();
  });

  it('discriminator', async () => {
    const network = productDiscriminator(goldenGroup('weights/D'), 8);
    const onFake = network.forward(mask(), golden('gan/fake') as tf.Tensor4D, 'train');
    expect(await errorOf(onFake, golden('gan/D_fake_logits'))).toBeLessThan(FORWARD);
    const onReal = network.forward(mask(), golden('inputs/image') as tf.Tensor4D, 'train');
    expect(await errorOf(onReal, golden('gan/D_real_logits'))).toBeLessThan(FORWARD);
    network.parameters.dispose();
  });
});
