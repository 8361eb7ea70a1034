import type * as tf from '@tensorflow/tfjs';
import type { ConvolveOptions } from './convolve';
import { completeGeometry, convolveInputGradient } from './convolve';

/**
 * Transposed convolution: every pixel adds a multiple of the kernel to the output, `stride` pixels apart, and
 * `padding` is cropped from the result. Equals PyTorch's ConvTranspose2d without output padding; its kernel
 * [in, out, k, k] is ours transposed by [2, 3, 1, 0], not flipped. It is the gradient of a convolution by its
 * input, and is computed as such a gradient. Differentiable any number of times.
 *
 * @param x [batch, rows, columns, in]
 * @param filter [kernelRows, kernelColumns, out, in]
 * @returns [batch, (rows - 1) stride + dilation (kernelRows - 1) + 1 - top - bottom, ..., out]
 * @throws Error naming the shapes if they do not match
 */
export function transposedConvolve(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  options: Omit<ConvolveOptions, 'bias' | 'slope' | 'isNormalised'> = {},
): tf.Tensor4D {
  const geometry = completeGeometry(options);
  const { stride, dilation, padding } = geometry;
  const [top, bottom, left, right] = padding;
  const fail = (why: string): never => {
    throw new Error(
      `transposedConvolve: image [${x.shape.join(', ')}] with kernel [${filter.shape.join(', ')}]: ${why}.`,
    );
  };
  if (x.shape.length !== 4 || filter.shape.length !== 4) fail('both must have four dimensions');
  const [, rows, columns, inputs] = x.shape;
  const [kernelRows, kernelColumns, , filterInputs] = filter.shape;
  if (inputs !== filterInputs) {
    fail(`the image has ${inputs} channels, the kernel's last dimension expects ${filterInputs}`);
  }
  const [reachRows, reachColumns] = [dilation * (kernelRows - 1), dilation * (kernelColumns - 1)];
  if (Math.min(...padding) < 0 || Math.max(top, bottom) > reachRows || Math.max(left, right) > reachColumns) {
    fail(
      `padding [${padding.join(', ')}] must be 0 to ${reachRows} in rows and 0 to ${reachColumns} in columns`,
    );
  }
  const size = {
    rows: (rows - 1) * stride + reachRows + 1 - top - bottom,
    columns: (columns - 1) * stride + reachColumns + 1 - left - right,
  };
  if (size.rows < 1 || size.columns < 1) fail('nothing is left of the image; use less padding');
  return convolveInputGradient(x, filter, { ...geometry, ...size });
}
