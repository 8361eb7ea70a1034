import * as tf from '@tensorflow/tfjs';
import type { Padding } from '../../src/backends/kernels/contract';
import { registeredName } from '../../src/backends/kernels/registeredName';
import { addBias } from '../../src/ops/addBias';
import { channelSums } from '../../src/ops/channelSums';
import { convolve } from '../../src/ops/convolve';
import { transposedConvolve } from '../../src/ops/transposedConvolve';
import { upConvolveMixed } from '../../src/ops/upConvolveMixed';
import { describeOnWasm } from '../support/backends';
import { derivatives, differenceError, input, onCpu, operation, relativeL2 } from '../support/derivatives';
import { randomTensor } from '../support/gradients';

type Four = [number, number, number, number];
type Row = readonly [
  kernel: number,
  image: Four,
  out: number,
  stride: 1 | 2,
  dilation: number,
  padding: Padding,
];

const ROWS: readonly Row[] = [
  [1, [2, 5, 7, 3], 2, 1, 1, [0, 0, 0, 0]],
  [3, [2, 5, 7, 3], 2, 1, 1, [1, 1, 1, 1]],
  [3, [1, 6, 5, 1], 17, 1, 1, [0, 2, 1, 0]],
  [4, [1, 6, 5, 12], 1, 1, 1, [1, 2, 0, 3]],
  [5, [2, 8, 8, 2], 6, 1, 1, [2, 2, 2, 2]],
  [1, [2, 6, 7, 3], 4, 2, 1, [0, 0, 0, 0]],
  [2, [2, 6, 8, 5], 3, 2, 1, [0, 0, 0, 0]],
  [3, [1, 7, 9, 3], 4, 2, 1, [1, 1, 1, 1]],
  [4, [2, 8, 6, 3], 5, 2, 1, [1, 1, 1, 1]],
  [4, [1, 7, 9, 2], 3, 2, 1, [1, 1, 1, 1]],
  [8, [1, 8, 6, 3], 2, 2, 1, [3, 3, 3, 3]],
  [3, [1, 9, 8, 3], 2, 1, 2, [2, 2, 2, 2]],
  [3, [1, 11, 9, 2], 3, 1, 3, [3, 3, 3, 3]],
  [3, [1, 9, 10, 2], 3, 2, 2, [2, 1, 2, 0]],
  [3, [1, 10, 9, 2], 3, 2, 3, [3, 2, 1, 3]],
];

const T4 = (shape: number[]) => randomTensor<tf.Tensor4D>(shape, 1);
const pairs = ([top, bottom, left, right]: Padding): [Pair, Pair, Pair, Pair] => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];
type Pair = [number, number];

describeOnWasm('convolution', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.each(ROWS)(
    '%d x %d on %j to %d, stride %d, dilation %d, padding %j',
    async (k, image, out, stride, dilation, padding) => {
      const inputs = [input(image, 1), input([k, k, image[3], out], 2), input([out], 3)];
      const ours = operation((x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
        convolve(x, filter, { stride, dilation, padding, bias }),
      );
      if (stride === 1 || dilation === 1) {
        // TF.js has no gradient of a dilated convolution.
        const order = dilation === 1 ? 1 : 0;
        const stock = operation((x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
          dilation === 1
            ? tf.conv2d(x, filter, stride, pairs(padding)).add(bias)
            : tf.conv2d(tf.pad(x, pairs(padding)), filter, 1, 'valid', 'NHWC', dilation).add(bias),
        );
        const expected = await onCpu(() => derivatives(stock, inputs, order));
        expect(relativeL2(await derivatives(ours, inputs, order), expected)).toBeLessThan(1e-5);
      }
      expect(await differenceError(ours, inputs, 1)).toBeLessThan(1e-3);
      expect(await differenceError(ours, inputs, 2)).toBeLessThan(1e-3);
    },
  );

  it.each([
    [2, 2, [0, 0, 0, 0]],
    [4, 2, [1, 1, 1, 1]],
    [6, 2, [2, 2, 2, 2]],
    [8, 2, [3, 3, 3, 3]],
    [3, 1, [1, 1, 1, 1]],
    [3, 2, [0, 1, 1, 0]],
    [5, 1, [0, 0, 2, 1]],
  ] as const)('transposed %dx%d, stride and padding %j', async (k, stride, padding) => {
    const [batch, rows, columns, inputs, outputs] = [2, 4, 3, 5, 2];
    const x = input([batch, rows, columns, inputs], 1);
    const filter = input([k, k, outputs, inputs], 2);
    const [top, bottom, left, right] = padding;
    const stock = operation((a: tf.Tensor4D, w: tf.Tensor4D) => {
      const [fullRows, fullColumns] = [rows, columns].map((n) => (n - 1) * stride + k);
      const full = tf.conv2dTranspose(a, w, [batch, fullRows, fullColumns, outputs], stride, 'valid');
      return full.slice(
        [0, top, left, 0],
        [batch, fullRows - top - bottom, fullColumns - left - right, outputs],
      );
    });
    const ours = operation((a: tf.Tensor4D, w: tf.Tensor4D) => transposedConvolve(a, w, { stride, padding }));
    const expected = await onCpu(() => derivatives(stock, [x, filter], 1));
    expect(relativeL2(await derivatives(ours, [x, filter], 1), expected)).toBeLessThan(1e-5);
    expect(await differenceError(ours, [x, filter], 2)).toBeLessThan(1e-3);
  });

  it('upConvolveMixed is the weighted sum of three transposed convolutions', async () => {
    const kernels = [4, 6, 8].map((k, i) => input([k, k, 2, 5], 2 + i));
    const inputs = [
      input([2, 4, 3, 5], 1),
      ...kernels,
      { shape: [3], values: Float32Array.of(0.3, -0.5, 0.8) },
    ];
    // Padding 1, 2, 3 of a transposed convolution equals cropping 1, 2, 3 pixels from the 'valid' result.
    const stock = (x: tf.Tensor, ...rest: tf.Tensor[]) => {
      const weights = tf.split(tf.softmax(rest[3]), 3);
      const parts = rest.slice(0, 3).map((kernel, i) => {
        const k = 4 + 2 * i;
        const size: Four = [2, 6 + k, 4 + k, 2];
        const full = tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, size, 2, 'valid');
        return full.slice([0, i + 1, i + 1, 0], [2, 8, 6, 2]).mul(weights[i]);
      });
      return parts[0].add(parts[1]).add(parts[2]);
    };
    const ours = operation(
      (x: tf.Tensor4D, k4: tf.Tensor4D, k6: tf.Tensor4D, k8: tf.Tensor4D, a: tf.Tensor1D) =>
        upConvolveMixed(x, { k4, k6, k8 }, a),
    );
    const expected = await onCpu(() => derivatives(stock, inputs, 1));
    expect(relativeL2(await derivatives(ours, inputs, 1), expected)).toBeLessThan(1e-5);
    expect(await differenceError(ours, inputs, 2)).toBeLessThan(1e-3);
  });

  it('channelSums and addBias have right gradients', async () => {
    const [x, bias] = [input([2, 3, 5, 7], 1), input([7], 2)];
    const sums = operation((a: tf.Tensor4D) => channelSums(a));
    const biased = operation((a: tf.Tensor4D, b: tf.Tensor1D) => addBias(a, b));
    const stockSums = await onCpu(() => derivatives((a) => a.sum([0, 1, 2]), [x], 2));
    expect(relativeL2(await derivatives(sums, [x], 2), stockSums)).toBeLessThan(1e-5);
    const stockBiased = await onCpu(() => derivatives((a, b) => a.add(b), [x, bias], 2));
    expect(relativeL2(await derivatives(biased, [x, bias], 2), stockBiased)).toBeLessThan(1e-5);
  });

  it('computes only the gradients that are asked for', async () => {
    const [x, filter] = [T4([1, 6, 6, 2]), T4([3, 3, 2, 4])];
    const names = async (f: () => tf.Tensor) => (await tf.profile(f)).kernelNames;
    const byImage = await names(() => tf.grad((a) => convolve(a as tf.Tensor4D, filter).sum())(x));
    expect(byImage).toContain(registeredName('ConvolutionInputGradient'));
    expect(byImage).not.toContain(registeredName('ConvolutionFilterGradient'));
    const byFilter = await names(() => tf.grad((w) => convolve(x, w as tf.Tensor4D).sum())(filter));
    expect(byFilter).toContain(registeredName('ConvolutionFilterGradient'));
    expect(byFilter).not.toContain(registeredName('ConvolutionInputGradient'));
  });

  it('names what does not fit', () => {
    const [x, filter] = [T4([1, 4, 5, 2]), T4([3, 3, 2, 4])];
    expect(() => convolve(x, filter, { padding: [3, 1, 1, 1] })).toThrow(
      /convolve: .*padding \[3, 1, 1, 1\]/,
    );
    expect(() => convolve(x, T4([3, 3, 5, 4]))).toThrow(/\[1, 4, 5, 2\].*2 channels, the kernel expects 5/);
    expect(() => convolve(x, T4([8, 8, 2, 1]))).toThrow(/larger than the padded image/);
    expect(() => convolve(x, filter, { bias: tf.zeros([3]) })).toThrow(/bias must be \[4\], not \[3\]/);
    expect(() => addBias(x, tf.zeros([3]))).toThrow(/addBias: .*must be \[2\], not \[3\]/);
    expect(() => transposedConvolve(x, filter)).toThrow(/transposedConvolve: .*2 channels.*expects 4/);
    expect(() => transposedConvolve(x, T4([3, 3, 4, 2]), { padding: [0, 3, 0, 0] })).toThrow(
      /padding \[0, 3, 0, 0\] must be 0 to 2/,
    );
    expect(() =>
      upConvolveMixed(x, { k4: T4([4, 4, 1, 2]), k6: T4([6, 6, 1, 2]), k8: T4([8, 8, 1, 2]) }, tf.zeros([2])),
    ).toThrow(/upConvolveMixed: .*\[3\], not \[2\]/);
  });
});
