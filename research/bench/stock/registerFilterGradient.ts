import * as tf from '@tensorflow/tfjs';

/** Attributes that TF.js passes to the kernel Conv2DBackpropFilter. */
interface Attributes {
  strides: number | [number, number];
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  filterShape: [number, number, number, number];
}

/**
 * Adds the one kernel that the WASM backend lacks for training: the gradient of a convolution with respect to
 * its filter. It uses one matrix product per kernel tap, with the image transposed; a simple workaround, not
 * optimised.
 */
export function registerFilterGradient(): void {
  const name = 'Conv2DBackpropFilter';
  if (tf.getKernelsForBackend('wasm').some(({ kernelName }) => kernelName === name)) return;
  tf.registerKernel({
    kernelName: name,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      filterGradient(inputs.x as tf.Tensor4D, inputs.dy as tf.Tensor4D, attrs as unknown as Attributes),
  });
}

function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, attributes: Attributes): tf.Tensor {
  const { strides, pad, dimRoundingMode, filterShape } = attributes;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad, dimRoundingMode);
  const { padInfo, strideHeight, strideWidth, outHeight, outWidth, outChannels, inChannels } = info;
  return tf.tidy(() => {
    const padded = tf.pad(x, [
      [0, 0],
      [padInfo.top, padInfo.bottom],
      [padInfo.left, padInfo.right],
      [0, 0],
    ]);
    const pixels = info.batchSize * outHeight * outWidth;
    const cotangent = dy.reshape([pixels, outChannels]);
    const taps: tf.Tensor[] = [];
    for (let row = 0; row < info.filterHeight; row++) {
      for (let column = 0; column < info.filterWidth; column++) {
        const end = [row + strideHeight * (outHeight - 1) + 1, column + strideWidth * (outWidth - 1) + 1];
        const seen = padded.stridedSlice(
          [0, row, column, 0],
          [info.batchSize, ...end, inChannels],
          [1, strideHeight, strideWidth, 1],
        );
        taps.push(tf.matMul(seen.reshape([pixels, inChannels]), cotangent, true, false));
      }
    }
    return tf.stack(taps).reshape(filterShape);
  });
}
