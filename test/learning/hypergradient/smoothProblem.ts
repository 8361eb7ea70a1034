import * as tf from '@tensorflow/tfjs';
import { normal, seededRandom } from '../../../src/data/random';
import type { OuterProblem, TrainingGroup } from '../../../src/learning/hypergradient/OuterProblem';
import { Generator } from '../../../src/networks/Generator';
import type { Network } from '../../../src/networks/Network';
import { normaliseLayer } from '../../../src/networks/normalisationLayer';
import type { NormalisationMode } from '../../../src/networks/normalisationLayer';
import { Parameters } from '../../../src/networks/Parameters';
import { convolve } from '../../../src/ops/convolve';
import { sigmoid } from '../../../src/ops/sigmoid';
import { softplus } from '../../../src/ops/softplus';

const SIZE = 16;
const WIDTH = 4;
const BATCH = 2;

/** Two convolutions with normalisation and softplus: like a real segmenter, but smooth. */
export class SmoothSegmenter implements Network {
  readonly parameters: Parameters;

  constructor(seed: number) {
    this.parameters = new Parameters(seededRandom(seed));
    this.parameters.addNormal('a.filter', [3, 3, 1, WIDTH], 0.4);
    this.parameters.addNormalisation('a', WIDTH);
    this.parameters.addNormal('b.filter', [3, 3, WIDTH, WIDTH], 0.3);
    this.parameters.addNormalisation('b', WIDTH);
    this.parameters.addNormal('logits.filter', [1, 1, WIDTH, 2], 0.5);
    this.parameters.addConstant('logits.bias', [2], 0);
  }

  forward(x: tf.Tensor4D, mode: NormalisationMode): tf.Tensor4D {
    const get = <T extends tf.Tensor>(name: string) => this.parameters.get<T>(name);
    const layer = (name: string, y: tf.Tensor4D) => {
      const convolved = convolve(y, get(`${name}.filter`), { padding: [1, 1, 1, 1] });
      return softplus(normaliseLayer(this.parameters, name, convolved, mode, 1));
    };
    return convolve(layer('b', layer('a', x)), get('logits.filter'), {
      bias: get<tf.Tensor1D>('logits.bias'),
    });
  }
}

/** Seeded images [2, 16, 16, 1] of one bright disk each, and the disks as one-hot masks. */
export function disks(seed: number, contrast = 1): { images: tf.Tensor4D; masks: tf.Tensor4D } {
  const random = seededRandom(seed);
  const images = new Float32Array(BATCH * SIZE * SIZE);
  const masks = new Float32Array(images.length * 2);
  for (let b = 0; b < BATCH; b++) {
    const [row, column, radius] = [5 + 6 * random(), 5 + 6 * random(), 2 + 3 * random()];
    for (let i = 0; i < SIZE * SIZE; i++) {
      const inside = Math.hypot(Math.floor(i / SIZE) - row, (i % SIZE) - column) < radius ? 1 : 0;
      const at = b * SIZE * SIZE + i;
      images[at] = contrast * (inside - 0.5) + 0.3 * normal(random);
      masks[2 * at + inside] = 1;
    }
  }
  return {
    images: tf.tensor4d(images, [BATCH, SIZE, SIZE, 1]),
    masks: tf.tensor4d(masks, [BATCH, SIZE, SIZE, 2]),
  };
}

/**
 * A real generator with the same dropout in each call, and with weights large enough to have a visible
 * effect.
 */
function frozenGenerator(seed: number) {
  const random = seededRandom(seed);
  const generator = new Generator({ size: SIZE, width: WIDTH, levels: 3, classes: 2 }, random);
  for (const variable of generator.parameters.trainable) {
    if (variable.shape.length === 4) tf.tidy(() => variable.assign(variable.mul(6)));
  }
  const state = random.state;
  const generate = (masks: tf.Tensor4D) => {
    random.state = state;
    return generator.forward(masks, 'train');
  };
  return { generator, generate };
}

/**
 * An outer problem with three kinds of outer variables: real pairs with a mixing weight, pairs from a
 * generator, and real pairs with a random change of their intensities.
 */
export function smoothProblem() {
  const segmenter = new SmoothSegmenter(1);
  const { generator, generate } = frozenGenerator(2);
  const [real, synthetic, augmented] = [disks(3, 1), disks(4, 1), disks(5, 0.6)];
  const noise = disks(6, 0).images;
  const mixing = tf.variable(tf.scalar(0.3));
  const strength = tf.variable(tf.scalar(0.5));
  const share = () => sigmoid(mixing as tf.Scalar);
  const training: TrainingGroup[] = [
    { ...real, weight: share },
    {
      images: () => generate(synthetic.masks),
      masks: synthetic.masks,
      weight: () => tf.sub(1, share()),
    },
    { images: () => augmented.images.add(noise.mul(strength).mul(3)), masks: augmented.masks, weight: 0.5 },
    // Independent of the outer variables, but part of the step.
    disks(7, 0.8),
  ];
  const problem: OuterProblem = { segmenter, training, validation: disks(8, -0.7), rate: 2 };
  const outer = { architecture: generator.architecture.trainable, mixing: [mixing], strength: [strength] };
  return { problem, outer, all: Object.values(outer).flat(), generator };
}
