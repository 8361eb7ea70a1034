import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../src/data/random';
import { exactHypergradient } from '../../src/learning/hypergradient/exactHypergradient';
import { finiteDifferences } from '../../src/learning/hypergradient/finiteDifferences';
import { groupCotangents } from '../../src/learning/hypergradient/groupCotangents';
import type { OuterProblem } from '../../src/learning/hypergradient/OuterProblem';
import { pullBack } from '../../src/learning/hypergradient/pullBack';
import { validationDirection } from '../../src/learning/hypergradient/validationDirection';
import type { Network } from '../../src/networks/Network';
import { Parameters } from '../../src/networks/Parameters';
import type { Tensors } from './goldenTensors';
import { describeGolden, errorOf, golden, goldenGroup, goldenManifest, largestError } from './goldenTensors';
import { binarySegmentationLoss, generator, segmenter } from './referenceNetworks';

/** The golden segmenter as a network of ours: PyTorch's names, one logit a pixel. */
function goldenSegmenter(smooth: boolean): Network {
  const parameters = new Parameters(seededRandom(0));
  for (const [name, tensor] of Object.entries(goldenGroup('hyper/S'))) {
    parameters.addConstant(name, tensor.shape, 0);
    parameters.get<tf.Variable>(name).assign(tensor);
  }
  const named = () =>
    Object.fromEntries(parameters.names.map((name) => [name, parameters.get(name)])) as Tensors;
  return { parameters, forward: (x) => segmenter(named(), x, { smooth }) };
}

/**
 * The gradient of the validation loss after one step of the segmenter by the generator's architecture:
 * -xi d/dA <v, grad_w L(w; G_A(mask))> with v the validation gradient at w' = w - xi grad_w L_train(w).
 */
describeGolden('hypergradient as in PyTorch', () => {
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
      // Nothing, but the gradient by it is the gradient by the image.
      const change = tf.variable(tf.zerosLike(fakeMask));
      const fake = () => generator(weights, architecture, fakeMask).add<tf.Tensor4D>(change);
      const input = (name: string) => golden(`inputs/${name}`) as tf.Tensor4D;
      const segmenterNetwork = goldenSegmenter(smooth);
      const problem: OuterProblem = {
        segmenter: segmenterNetwork,
        training: [
          { images: input('image'), masks: input('mask') },
          { images: fake, masks: fakeMask },
        ],
        validation: { images: input('val_image'), masks: input('val_mask') },
        rate: scalars().xi,
        loss: binarySegmentationLoss,
      };
      const v = goldenGroup(`${group}/v`);
      const direction = segmenterNetwork.parameters.names.map((name) => v[name]);
      return { problem, architecture, change, fake, direction };
    };

    it('one step of the segmenter and the validation gradient', async () => {
      const { problem, fake } = setting();
      expect(await errorOf(fake(), golden(`${group}/fake`))).toBeLessThan(1e-4);
      const { direction, loss } = validationDirection(problem);
      expect((await loss.data())[0] / scalars().L_val_at_w_prime).toBeCloseTo(1, 4);
      const { names } = problem.segmenter.parameters;
      const named = Object.fromEntries(names.map((name, i) => [name, direction[i]]));
      expect(await largestError(named, goldenGroup(`${group}/v`))).toBeLessThan(1e-3);
    });

    it('exactly, through the gradient of the gradient', async () => {
      const { problem, architecture, change, direction } = setting();
      const [byArchitecture, byImage] = exactHypergradient(problem, direction, [architecture, change]);
      expect(await errorOf(byArchitecture, golden(`${group}/arch_hypergrad_exact`))).toBeLessThan(1e-3);
      expect(await errorOf(byImage, golden(`${group}/image_hypergrad_exact`))).toBeLessThan(1e-3);
    });

    it('by differences along v, as far apart as the golden ones', async () => {
      const { problem, architecture, direction } = setting();
      const cotangents = groupCotangents(problem, direction, 0.01);
      const expected = golden(`${group}/fd_image_cotangent_center_w`);
      expect(await errorOf(cotangents[0].images!, expected)).toBeLessThan(1e-2);
      const [byArchitecture] = pullBack(cotangents, [architecture]);
      expect(await errorOf(byArchitecture, golden(`${group}/arch_hypergrad_fd_center_w`))).toBeLessThan(1e-2);
    });

    // Kinks part the two on the network as it is.
    if (!smooth) return;
    it('differences as far apart as ours point where the exact one does', async () => {
      const { problem, architecture, direction } = setting();
      const exact = golden(`${group}/arch_hypergrad_exact`);
      const [gradient] = finiteDifferences(problem, direction, [architecture]);
      const lengths = gradient.norm().mul(exact.norm());
      const [cosine] = await gradient.mul(exact).sum().div(lengths).data();
      expect(cosine).toBeGreaterThan(0.99);
    });
  });
});
