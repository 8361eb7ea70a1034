import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../src/data/random';
import { exactHypergradient } from '../../src/learning/hypergradient/exactHypergradient';
import { finiteDifferences } from '../../src/learning/hypergradient/finiteDifferences';
import { groupCotangents } from '../../src/learning/hypergradient/groupCotangents';
import type { OuterProblem } from '../../src/learning/hypergradient/OuterProblem';
import { validationDirection } from '../../src/learning/hypergradient/validationDirection';
import type { Network } from '../../src/networks/Network';
import { Parameters } from '../../src/networks/Parameters';
import type { Tensors } from './goldenTensors';
import { describeGolden, errorOf, golden, goldenGroup, goldenManifest, largestError } from './goldenTensors';
import { binarySegmentationLoss, generator, segmenter } from './referenceNetworks';

/** The golden segmenter as a network of ours: PyTorch's names, one logit a pixel. */
function goldenSegmenter(smooth: boolean): Network {
  const parameters = new Parameters(seededRandom(0));
  const weights = goldenGroup('hyper/S');
  for (const [name, tensor] of Object.entries(weights)) {
    parameters.addConstant(name, tensor.shape, 0);
    parameters.get<tf.Variable>(name).assign(tensor);
  }
  const named = () =>
    Object.fromEntries(parameters.names.map((name) => [name, parameters.get(name)])) as Tensors;
  return { parameters, forward: (x) => segmenter(named(), x, { smooth }) };
}

describeGolden('the outer level as in PyTorch', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  describe.each([
    ['hyper', false],
    ['hyper_smooth', true],
  ] as const)('%s', (group, smooth) => {
    const scalars = () => goldenManifest().scalars[group];
    const setting = () => {
      const weights = goldenGroup('hyper/G');
      const architecture = tf.variable(golden('inputs/upconv_arch'));
      const fakeMask = golden('inputs/fake_mask') as tf.Tensor4D;
      const images = (name: string) => golden(`inputs/${name}`) as tf.Tensor4D;
      const problem: OuterProblem = {
        segmenter: goldenSegmenter(smooth),
        training: [
          { images: images('image'), masks: images('mask') },
          { images: () => generator(weights, architecture, fakeMask), masks: fakeMask },
        ],
        validation: { images: images('val_image'), masks: images('val_mask') },
        rate: scalars().xi,
        loss: binarySegmentationLoss,
      };
      return { problem, architecture };
    };
    const exact = () => golden(`${group}/arch_hypergrad_exact`);

    it('validation gradient behind the step', async () => {
      const { problem } = setting();
      const { direction, loss } = validationDirection(problem);
      expect((await loss.data())[0] / scalars().L_val_at_w_prime).toBeCloseTo(1, 4);
      const { names } = problem.segmenter.parameters;
      const named = Object.fromEntries(names.map((name, i) => [name, direction[i]]));
      expect(await largestError(named, goldenGroup(`${group}/v`))).toBeLessThan(1e-3);
    });

    it('exact hypergradient', async () => {
      const { problem, architecture } = setting();
      const { direction } = validationDirection(problem);
      const [gradient] = exactHypergradient(problem, direction, [architecture]);
      expect(await errorOf(gradient, exact())).toBeLessThan(1e-3);
    });

    it('finite differences at the distance of the golden ones', async () => {
      const { problem, architecture } = setting();
      const { direction } = validationDirection(problem);
      const [{ images }] = groupCotangents(problem, direction, 0.01);
      expect(await errorOf(images!, golden(`${group}/fd_image_cotangent_center_w`))).toBeLessThan(1e-2);
      const [gradient] = finiteDifferences(problem, direction, [architecture], 0.01);
      expect(await errorOf(gradient, golden(`${group}/arch_hypergrad_fd_center_w`))).toBeLessThan(1e-2);
    });

    // Kinks part the two on the network as it is.
    (smooth ? it : it.skip)('finite differences point where the exact one does', async () => {
      const { problem, architecture } = setting();
      const { direction } = validationDirection(problem);
      const [gradient] = finiteDifferences(problem, direction, [architecture]);
      const lengths = gradient.norm().mul(exact().norm());
      const [cosine] = await gradient.mul(exact()).sum().div(lengths).data();
      expect(cosine).toBeGreaterThan(0.99);
    });
  });
});
