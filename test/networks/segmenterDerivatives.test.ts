import * as tf from '@tensorflow/tfjs';
import { SEGMENTER_KINDS } from '../../src/data/SegmenterKind';
import { seededRandom } from '../../src/data/random';
import { createSegmenter } from '../../src/networks/createSegmenter';
import type { Parameters } from '../../src/networks/Parameters';
import type { SegmenterNetwork } from '../../src/networks/SegmenterNetwork';
import { linear } from '../../src/ops/linear';
import { normalise } from '../../src/ops/normalise';
import { runKernel } from '../../src/ops/runKernel';
import { segmentationLoss } from '../../src/ops/segmentationLoss';
import { softplus } from '../../src/ops/softplus';
import { describeOnWasm } from '../support/backends';
import type { Input, Operation } from '../support/derivatives';
import { differenceError, input, oneHot } from '../support/derivatives';

// Smooth versions of the networks: the gradients of ReLU and max-pooling jump, so finite differences of them
// are meaningless. Their own derivatives are tested in test/ops.
jest.mock('../../src/networks/normalisationLayer', () => ({ normaliseLayer: smoothLayer }));
jest.mock('../../src/ops/rectify', () => ({
  ...jest.requireActual('../../src/ops/rectify'),
  rectify: smoothRectify,
}));
jest.mock('../../src/ops/maxPool2', () => ({ maxPool2: averagePool }));

function smoothLayer(parameters: Parameters, name: string, x: tf.Tensor4D): tf.Tensor4D {
  const weight = (part: string) => parameters.get<tf.Tensor1D>(`${name}.${part}`);
  return softplus(normalise(x, weight('gamma'), weight('beta')).y);
}

function smoothRectify(x: tf.Tensor): tf.Tensor {
  return softplus(x);
}

function averagePool(x: tf.Tensor4D): tf.Tensor {
  const attributes = { bilinear: false };
  const sums = linear<tf.Tensor4D, tf.Tensor4D>(
    x,
    (image) => runKernel('Upsample2Gradient', { dy: image }, attributes),
    (dy) => runKernel('Upsample2', { x: dy }, attributes),
  );
  return sums.div(4);
}

describeOnWasm('derivatives of segmenters', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const SIZE = 16;
  /** A wrong derivative deviates by tenths; single precision by thousandths. */
  const GOOD = 1e-2;
  const image = input([2, SIZE, SIZE, 1], 3);
  const target = oneHot([2, SIZE, SIZE, 2], 1);

  const tensor = ({ shape, values }: Input) => tf.tensor(values, shape);

  /**
   * The logits and the loss of a network as functions of its image and some of its weights; all other weights
   * are constant.
   */
  async function functionsOf(network: SegmenterNetwork, moving: readonly string[]) {
    const weights = await network.parameters.read();
    const logits: Operation = (x, ...moved) => {
      jest.spyOn(network.parameters, 'get').mockImplementation(((name: string) => {
        const at = moving.indexOf(name);
        return at < 0 ? tensor(weights.get(name) as Input) : moved[at];
      }) as never);
      return network.forward(x as tf.Tensor4D, 'train');
    };
    const loss: Operation = (...given) =>
      segmentationLoss(logits(...given) as tf.Tensor4D, tensor(target) as tf.Tensor4D);
    return { logits, loss, inputs: [image, ...moving.map((name) => weights.get(name) as Input)] };
  }

  /**
   * The minimum error over three step sizes: for a weight with little effect, a short step is lost in
   * rounding; for one with a large effect, a long step leaves the linear range.
   */
  async function error(f: Operation, inputs: readonly Input[], at: number, order: 1 | 2): Promise<number> {
    const byOne: Operation = (x) => f(...inputs.map((given, i) => (i === at ? x : tensor(given))));
    let least = Infinity;
    for (const step of [1e-2, 3e-3, 5e-2]) {
      least = Math.min(least, await differenceError(byOne, [inputs[at]], order, step));
      if (least < GOOD) break;
    }
    return least;
  }

  describe.each(SEGMENTER_KINDS)('%s', (kind) => {
    const network = () =>
      createSegmenter(kind, { size: SIZE, width: 2, levels: 2, classes: 2 }, seededRandom(1));

    it('every weight has right first and second gradients', async () => {
      const { names } = network().parameters;
      // On the other backends (plain loops, software adapter) all weights would take minutes.
      const some = names.filter((_, i) => tf.getBackend() === 'wasm' || i % 23 === 0);
      const { logits, loss, inputs } = await functionsOf(network(), some);
      const wrong: string[] = [];
      for (const [i, name] of ['image', ...some].entries()) {
        const [first, second] = [await error(logits, inputs, i, 1), await error(loss, inputs, i, 2)];
        if (!(first < GOOD && second < GOOD)) wrong.push(`${name}: ${first}, ${second}`);
      }
      expect(wrong).toEqual([]);
    });

    // d/dimage <v, dL/dw> for fixed v: how the loss after a step on an image depends on that image.
    it('the slope of the loss along its weights has the right gradient by the image', async () => {
      const { names } = network().parameters;
      const some = names.filter((_, i) => tf.getBackend() === 'wasm' || i % 11 === 0);
      const { loss, inputs } = await functionsOf(network(), some);
      const along: Operation = (x) => {
        const weights = inputs.slice(1).map(tensor);
        const gradients = tf.grads((...w: tf.Tensor[]) => loss(x, ...w))(weights);
        return gradients
          .map((g, i) => g.mul(tensor(input(g.shape, 300 + i))).sum())
          .reduce((sum, term) => sum.add(term));
      };
      expect(await differenceError(along, [image], 1)).toBeLessThan(2e-3);
    });
  });
});
