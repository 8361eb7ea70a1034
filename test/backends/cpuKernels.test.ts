import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { ConvolutionGeometry } from '../../src/backends/kernels/contract';
import { Kernel } from '../../src/backends/kernels/contract';
import { randomTensor } from '../support/gradients';
import { caseError, drawInput, KERNEL_CASES, runCase } from './kernelCases';

/**
 * The plain kernels against TF.js's own operations, for those that have a counterpart. The others (optimisers,
 * losses, adjoints) are held against written-out formulas and finite differences in `test/ops`.
 */
const STOCK: Partial<Record<string, (inputs: Record<string, tf.Tensor>, attributes: never) => tf.Tensor>> = {
  [Kernel.Convolution]: ({ x, filter, bias }, { stride, dilation, padding }: ConvolutionGeometry) => {
    const [top, bottom, left, right] = padding;
    const padded = tf.pad(x, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]) as tf.Tensor4D;
    // TF.js refuses stride and dilation at once: cut the strided pixels out of the whole result.
    const dense = tf.conv2d(padded, filter as tf.Tensor4D, 1, 'valid', 'NHWC', dilation);
    const y = stride === 1 ? dense : tf.stridedSlice(dense, [0, 0, 0, 0], dense.shape, [1, 2, 2, 1]);
    return bias ? y.add(bias) : y;
  },
  [Kernel.ChannelSums]: ({ x }) => x.sum([0, 1, 2]),
  [Kernel.Rectify]: ({ x }, { slope }: { slope: number }) => tf.leakyRelu(x, slope),
  [Kernel.RectifyGradient]: ({ x, dy }, { slope }: { slope: number }) =>
    tf.where(x.greater(0), dy, dy.mul(slope)),
  [Kernel.Affine]: ({ x, scale, offset }, { slope }: { slope: number }) =>
    tf.leakyRelu(x.mul(scale).add(offset), slope),
  [Kernel.Concatenate]: ({ a, b }) => tf.concat([a, b], 3),
  [Kernel.ChannelSlice]: ({ x }, { begin, size }: { begin: number; size: number }) =>
    x.slice([0, 0, 0, begin], [-1, -1, -1, size]),
  [Kernel.Upsample2]: ({ x }, { bilinear }: { bilinear: boolean }) => {
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
    const outputs = await runCase(test);
    expect(outputs.length).toBeGreaterThan(0);
    for (const values of outputs) expect(values.every(Number.isFinite)).toBe(true);
    const stock = STOCK[test.kernel];
    if (!stock) return;
    const expected = tf.tidy(() => {
      const inputs = Object.entries(test.inputs).map(([name, spec], i) => [
        name,
        tf.tensor(drawInput(spec, i), [...spec[0]]),
      ]);
      return stock(Object.fromEntries(inputs), test.attributes as never);
    });
    expect(caseError(outputs, [Float32Array.from(expected.dataSync())])).toBeLessThan(1e-5);
    expected.dispose();
  });

  it('every kernel of the contract has cases', () => {
    const covered = new Set(KERNEL_CASES.map(({ kernel }) => kernel));
    for (const kernel of Object.values(Kernel)) expect(covered).toContain(kernel);
  });

  it('a case leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    for (const kernel of Object.values(Kernel)) {
      await runCase(KERNEL_CASES.find((test) => test.kernel === kernel)!);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('maximum pooling equals the stock one', () => {
    const x = randomTensor<tf.Tensor4D>([2, 6, 4, 3], 1);
    const y = tf.engine().runKernel(Kernel.SelectMaximum2, { x, values: x }, {}) as tf.Tensor;
    expect(
      y
        .sub(tf.maxPool(x, 2, 2, 'valid'))
        .abs()
        .max()
        .dataSync()[0],
    ).toBe(0);
  });
});
