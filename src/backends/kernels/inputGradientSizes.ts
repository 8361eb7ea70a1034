import type { ConvolutionInputGradientAttributes } from './contract';
import type { ConvolutionSizes } from './convolutionSizes';
import { convolutionSizes } from './convolutionSizes';

/**
 * Computes the sizes of the convolution whose gradient by its input follows from dy.
 *
 * @param dy [batch, outputRows, outputColumns, out]
 * @param filter [kernelRows, kernelColumns, in, out]
 * @throws Error naming the shapes if dy is not the size of the convolution's output
 */
export function inputGradientSizes(
  dy: readonly number[],
  filter: readonly number[],
  attributes: ConvolutionInputGradientAttributes,
): ConvolutionSizes {
  const { rows, columns } = attributes;
  const [batch, outputRows, outputColumns, outputs] = dy;
  const sizes = convolutionSizes([batch, rows, columns, filter[2]], filter, attributes);
  if (sizes.outputRows !== outputRows || sizes.outputColumns !== outputColumns || sizes.outputs !== outputs) {
    throw new Error(
      `convolve: the gradient [${dy.join(', ')}] does not belong to an input of ${rows}x${columns} with kernel [${filter.join(', ')}].`,
    );
  }
  return sizes;
}
