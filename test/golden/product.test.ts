import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../src/data/random';
import { exactHypergradient } from '../../src/learning/hypergradient/exactHypergradient';
import { groupCotangents } from '../../src/learning/hypergradient/groupCotangents';
import type { OuterProblem } from '../../src/learning/hypergradient/OuterProblem';
import { pullBack } from '../../src/learning/hypergradient/pullBack';
import { validationDirection } from '../../src/learning/hypergradient/validationDirection';
import { Discriminator } from '../../src/networks/Discriminator';
import { Generator } from '../../src/networks/Generator';
import { measureStatistics } from '../../src/networks/measureStatistics';
import { UNetSegmenter } from '../../src/networks/UNetSegmenter';
import { adversarialLoss } from '../../src/ops/adversarialLoss';
import { l1Loss } from '../../src/ops/l1Loss';
import { lossAndGradients } from '../../src/ops/lossAndGradients';
import { Adam } from '../../src/ops/optimisers/Adam';
import { RMSProp } from '../../src/ops/optimisers/RMSProp';
import { segmentationLoss } from '../../src/ops/segmentationLoss';
import { describeOnBackends } from '../support/backends';
import { gradientsOff, relativeError, sampleError } from './errors';
import { assignHashed, diskMasks, hashedImages } from './hashedTensors';
import numbers from './productNumbers.json';

const SIZE = 32;
const BATCH = 2;
const CLASSES = 2;
const FORWARD = 1e-4;
const GRADIENT = 1e-3;
/** Normalises as in training but without dropout, as in PyTorch's run. */
const WITHOUT_DROPOUT = () => undefined;

/**
 * Compares the product's own networks, with hashed weights, with PyTorch.
 * `research/golden/product_networks.py` generates the expected numbers; a change of a network needs the same
 * change in that script and a new run.
 */
describeOnBackends("the product's networks as in PyTorch", () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  const makeGenerator = () => {
    const network = new Generator({ size: SIZE, width: 4, levels: 3, classes: CLASSES }, seededRandom(1));
    assignHashed(network.parameters, 'gan');
    outermostFirst(network).forEach((row, level) =>
      row.assign(tf.tensor1d([0, 1, 2].map((j) => 0.3 * Math.sin(3 * level + j)))),
    );
    return network;
  };
  const makeDiscriminator = () => {
    const network = new Discriminator({ width: 8, layers: 2, classes: CLASSES }, seededRandom(1));
    assignHashed(network.parameters, 'gan');
    return network;
  };
  const makeSegmenter = () => {
    const network = new UNetSegmenter({ size: SIZE, width: 4, levels: 2, classes: CLASSES }, seededRandom(1));
    assignHashed(network.parameters, 'fanIn');
    return network;
  };

  const hashedImage = (number: number) => hashedImages(number, BATCH, SIZE);
  const foreground = (shift = 0) => diskMasks(BATCH, SIZE, shift);
  const masks = (shift = 0) => tf.concat([tf.sub(1, foreground(shift)), foreground(shift)], 3) as tf.Tensor4D;
  const imageOfDisk = (shift: number, number: number) =>
    foreground(shift).add(hashedImage(number)).div<tf.Tensor4D>(2);
  const expectLoss = async (loss: tf.Tensor, expected: number) =>
    expect(Math.abs((await loss.data())[0] / expected - 1)).toBeLessThan(FORWARD);
  const rowsError = async (rows: readonly tf.Tensor[], expected: number[][]) => {
    const values = await Promise.all(rows.map((row) => row.data()));
    return relativeError(
      values.flatMap((row) => [...row]),
      expected.flat(),
    );
  };

  it('generator: image, gradients, prediction', async () => {
    const network = makeGenerator();
    const expected = numbers.generator;
    expect(await sampleError(network.forward(masks(), WITHOUT_DROPOUT), expected.output)).toBeLessThan(
      FORWARD,
    );
    const { names, trainable } = network.parameters;
    const rows = outermostFirst(network);
    const { loss, gradients } = lossAndGradients(
      () => l1Loss(network.forward(masks(), WITHOUT_DROPOUT), hashedImage(9001)),
      [...trainable, ...rows],
    );
    await expectLoss(loss, expected.loss);
    expect(await gradientsOff(names, gradients.slice(0, -3), expected.gradients, GRADIENT)).toEqual({});
    expect(await rowsError(gradients.slice(-3), expected.architecture)).toBeLessThan(GRADIENT);
    measureStatistics(network, [masks(), masks(0.1)]);
    expect(await sampleError(network.forward(masks(), 'predict'), expected.predicted)).toBeLessThan(FORWARD);
    network.dispose();
  });

  it('discriminator: logits and gradients', async () => {
    const network = makeDiscriminator();
    const expected = numbers.discriminator;
    const judge = () => network.forward(masks(), hashedImage(9003), 'train');
    expect(await sampleError(judge(), expected.output)).toBeLessThan(FORWARD);
    const { names, trainable } = network.parameters;
    const { loss, gradients } = lossAndGradients(() => adversarialLoss(judge(), 1), trainable);
    await expectLoss(loss, expected.loss);
    expect(await gradientsOff(names, gradients, expected.gradients, GRADIENT)).toEqual({});
    network.parameters.dispose();
  });

  it('segmenter: logits, gradients, prediction', async () => {
    const network = makeSegmenter();
    const expected = numbers.segmenter;
    const image = imageOfDisk(0, 9002);
    expect(await sampleError(network.forward(image, 'train'), expected.output)).toBeLessThan(FORWARD);
    const { names, trainable } = network.parameters;
    const { loss, gradients } = lossAndGradients(
      () => segmentationLoss(network.forward(image, 'train'), masks()),
      trainable,
    );
    await expectLoss(loss, expected.loss);
    expect(await gradientsOff(names, gradients, expected.gradients, GRADIENT)).toEqual({});
    measureStatistics(network, [image, imageOfDisk(0.1, 9004)]);
    expect(await sampleError(network.forward(image, 'predict'), expected.predicted)).toBeLessThan(FORWARD);
    network.parameters.dispose();
  });

  it('three steps of Adam and of RMSprop', async () => {
    const [generator, discriminator, segmenter] = [makeGenerator(), makeDiscriminator(), makeSegmenter()];
    const variables = [generator, discriminator, segmenter].map(({ parameters }) => parameters.trainable);
    const [ofG, ofD] = variables.map((weights) => new Adam(weights, { rate: 2e-4, beta1: 0.5 }));
    const options = { rate: 1e-4, decay: 0.99, momentum: 0.9, weightDecay: 1e-8 };
    const ofS = new RMSProp(variables[2], options);
    const [mask, image, imageOfS] = [masks(), hashedImage(9001), imageOfDisk(0, 9002)];
    const move = async (
      optimiser: Adam | RMSProp,
      weights: tf.Variable[],
      lossOf: () => tf.Scalar,
      expected: number,
    ) => {
      const { loss, gradients } = lossAndGradients(lossOf, weights);
      optimiser.step(gradients);
      await expectLoss(loss, expected);
    };
    const judge = (x: tf.Tensor4D) => discriminator.forward(mask, x, 'train');
    const generate = () => generator.forward(mask, WITHOUT_DROPOUT);
    for (let step = 0; step < 3; step++) {
      const expected = numbers.training.gan[step];
      const fake = generate();
      const lossOfD = () =>
        adversarialLoss(judge(fake), 0)
          .add(adversarialLoss(judge(image), 1))
          .div(2);
      await move(ofD, variables[1], () => lossOfD() as tf.Scalar, expected.discriminator);
      const lossOfG = () => {
        const again = generate();
        return adversarialLoss(judge(again), 1).add(l1Loss(again, image).mul(100)) as tf.Scalar;
      };
      await move(ofG, variables[0], lossOfG, expected.generator);
      const lossOfS = () => segmentationLoss(segmenter.forward(imageOfS, 'train'), mask);
      await move(ofS, variables[2], lossOfS, numbers.training.rmsProp[step]);
    }
    for (const optimiser of [ofG, ofD, ofS]) optimiser.dispose();
    generator.dispose();
    tf.dispose(variables.slice(1));
  });

  it('hypergradient: validation gradient, exact and by differences', async () => {
    const expected = numbers.hypergradient;
    const [generator, segmenter] = [makeGenerator(), makeSegmenter()];
    // Zero, but its gradient is the gradient by the image.
    const change = tf.variable(tf.zerosLike(foreground()));
    const problem: OuterProblem = {
      segmenter,
      training: [
        { images: imageOfDisk(0, 9002), masks: masks() },
        {
          images: () => generator.forward(masks(0.1), WITHOUT_DROPOUT).add<tf.Tensor4D>(change),
          masks: masks(0.1),
        },
      ],
      validation: { images: imageOfDisk(-0.05, 9004), masks: masks(-0.05) },
      rate: expected.rate,
    };
    const { direction, loss } = validationDirection(problem);
    await expectLoss(loss, expected.validationLoss);
    const { names } = segmenter.parameters;
    expect(await gradientsOff(names, direction, expected.direction, GRADIENT)).toEqual({});
    const rows = outermostFirst(generator);
    const exact = exactHypergradient(problem, direction, [...rows, change]);
    expect(await rowsError(exact.slice(0, -1), expected.exact.architecture)).toBeLessThan(GRADIENT);
    expect(await sampleError(exact[3], expected.exact.image)).toBeLessThan(GRADIENT);
    const cotangents = groupCotangents(problem, direction, expected.radius);
    expect(await sampleError(cotangents[0].images!, expected.differences.image)).toBeLessThan(1e-2);
    const byDifferences = pullBack(cotangents, rows);
    expect(await rowsError(byDifferences, expected.differences.architecture)).toBeLessThan(1e-2);
    generator.dispose();
    segmenter.parameters.dispose();
    change.dispose();
  });
});

/** Rows of the architecture, outermost level first. */
function outermostFirst({ architecture, shape }: Generator): tf.Variable[] {
  return Array.from({ length: shape.levels }, (_, level) =>
    architecture.get<tf.Tensor1D>(`level${level}`),
  ) as tf.Tensor[] as tf.Variable[];
}
