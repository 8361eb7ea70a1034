import * as tf from '@tensorflow/tfjs';
import { lossAndGradients } from '../../src/ops/lossAndGradients';
import { RMSProp } from '../../src/ops/optimisers/RMSProp';
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
import { binarySegmentationLoss, RunningStatistics, segmenter } from './referenceNetworks';

describeGolden('segmenter as in PyTorch', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const given = () => ({
    S: goldenGroup('weights/S'),
    mask: golden('inputs/mask') as tf.Tensor4D,
    image: golden('inputs/image') as tf.Tensor4D,
  });

  it('logits, loss and gradients', async () => {
    const { S, mask, image } = given();
    const logits = segmenter(S, image);
    expect(await errorOf(logits, golden('seg/logits'))).toBeLessThan(1e-4);
    const [loss] = await binarySegmentationLoss(logits, mask).data();
    expect(loss / goldenManifest().scalars.seg_loss).toBeCloseTo(1, 5);
    const gradients = gradientsBy((w) => binarySegmentationLoss(segmenter(w, image), mask), S);
    expect(await largestError(gradients, goldenGroup('seg/grad_S'))).toBeLessThan(1e-3);
  });

  it('prediction with running statistics', async () => {
    const { S, image } = given();
    const statistics = new RunningStatistics();
    segmenter(S, image, { layer: statistics.train });
    const logits = segmenter(S, image, { layer: statistics.predict });
    expect(await errorOf(logits, golden('seg/logits_eval_after_one_train_fwd'))).toBeLessThan(1e-4);
    tf.dispose(statistics.tensors);
  });

  it('three steps of RMSprop', async () => {
    const { S, mask, image } = given();
    const weights = await variablesOf(S);
    const variables = Object.values(weights);
    const options = { rate: 1e-4, decay: 0.99, momentum: 0.9, weightDecay: 1e-8 };
    const optimiser = new RMSProp(variables, options);
    const statistics = new RunningStatistics();
    for (let step = 1; step <= 3; step++) {
      const { loss, gradients } = lossAndGradients(
        () => binarySegmentationLoss(segmenter(weights, image, { layer: statistics.train }), mask),
        variables,
      );
      const expected = goldenManifest().scalars.seg_rmsprop_trace[step - 1];
      expect((await loss.data())[0] / expected).toBeCloseTo(1, 4);
      optimiser.step(gradients);
      if (step === 2) continue;
      expect(
        await shareOfDeviatingUpdates(S, weights, goldenGroup(`seg_rmsprop/S_after${step}`)),
      ).toBeLessThan(0.01);
    }
    for (const [name, tensor] of Object.entries(statistics.tensors)) {
      expect(await errorOf(tensor, golden(`seg_rmsprop/S_after3/${name}`))).toBeLessThan(1e-3);
    }
    optimiser.dispose();
    tf.dispose([variables, statistics.tensors]);
  });
});
