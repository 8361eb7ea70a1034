import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { ConvolutionAttributes, KernelName } from '../../src/backends/kernels/contract';
import { IN_PLACE_KERNELS, KERNELS } from '../../src/backends/registry';
import { caseError, makeInputs, runCase } from '../support/kernelCases';
import { KERNEL_CASES } from './kernelCases';

/**
 * Compares the plain kernels with TF.js's own operations, where these exist. The others (optimisers, losses,
 * adjoints) are compared with written-out formulas and finite differences in `test/ops`.
 */
const STOCK: Partial<
  Record<KernelName, (inputs: Record<string, tf.Tensor>, attributes: never) => tf.Tensor>
> = {
  Convolution: ({ x, filter, bias }, { stride, dilation, padding, slope }: ConvolutionAttributes) => {
    const [top, bottom, left, right] = padding;
    const padded = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]) as tf.Tensor4D;
    // TF.js does not support stride and dilation together: select the strided pixels from the dense result.
    const dense = tf.conv2d(padded, filter as tf.Tensor4D, 1, 'valid', 'NHWC', dilation);
    const y = stride === 1 ? dense : tf.stridedSlice(dense, [0, 0, 0, 0], dense.shape, [1, 2, 2, 1]);
    return tf.leakyRelu(bias ? y.add(bias) : y, slope);
  },
  ChannelSums: ({ x }) => x.sum([0, 1, 2]),
  Rectify: ({ x }, { slope }: { slope: number }) => tf.leakyRelu(x, slope),
  RectifyGradient: ({ x, dy }, { slope }: { slope: number }) => tf.where(x.greater(0), dy, dy.mul(slope)),
  Affine: ({ x, scale, offset }, { slope }: { slope: number }) =>
    tf.leakyRelu(x.mul(scale).add(offset), slope),
  Concatenate: ({ a, b }) => tf.concat([a, b], 3),
  Upsample2: ({ x }, { bilinear }: { bilinear: boolean }) => {
    const size: [number, number] = [2 * (x.shape[1] as number), 2 * (x.shape[2] as number)];
    const image = x as tf.Tensor4D;
    return bilinear
      ? tf.image.resizeBilinear(image, size, false, true)
      : tf.image.resizeNearestNeighbor(image, size);
  },
};

describe('kernels of the CPU backend', () => {
  beforeAll(() => startBackend('cpu', ''));

  it.each(KERNEL_CASES)('$name', async (test) => {
    const tensors = tf.memory().numTensors;
    const outputs = await runCase(test);
    expect(tf.memory().numTensors).toBe(tensors);
    expect(outputs.length).toBeGreaterThan(0);
    for (const values of outputs) expect(values.every(Number.isFinite)).toBe(true);
    const stock = STOCK[test.kernel as KernelName];
    if (!stock) return;
    const expected = tf.tidy(() => stock(makeInputs(test), test.attributes as never));
    expect(caseError(outputs, [Float32Array.from(expected.dataSync())])).toBeLessThan(1e-5);
    expected.dispose();
  });

  it('every kernel of the contract has cases', () => {
    const covered = new Set(KERNEL_CASES.map(({ kernel }) => kernel));
    expect([...covered].sort()).toEqual(Object.keys({ ...KERNELS, ...IN_PLACE_KERNELS }).sort());
  });
});
