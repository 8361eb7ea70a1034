import type { ConvolutionFilterGradientAttributes } from './contract';
import type { ConvolutionSizes } from './convolutionSizes';
import { convolutionSizes } from './convolutionSizes';

/**
 * Computes the sizes of the convolution whose gradient by its filter follows from x and dy.
 *
 * @param x [batch, rows, columns, in]
 * @param dy [batch, outputRows, outputColumns, out]
 * @throws Error as of {@link convolutionSizes}
 */
export function filterGradientSizes(
  x: readonly number[],
  dy: readonly number[],
  attributes: ConvolutionFilterGradientAttributes,
): ConvolutionSizes {
  const { kernelRows, kernelColumns } = attributes;
  return convolutionSizes(x, [kernelRows, kernelColumns, x[3], dy[3]], attributes);
}
