import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Kernel } from '../kernels/contract';
import { channelSlice, concatenate } from './channels';
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolution';
import { Dispatcher } from './Dispatcher';
import { affine, channelSums, normalise, normaliseGradient } from './normalisation';
import { adam, movingAverage, rmsProp } from './optimisers';
import { rectify, rectifyGradient } from './rectification';
import { scatterMaximum2, selectMaximum2, upsample2, upsample2Gradient } from './resampling';
import { segmentationLoss, segmentationLossGradient } from './segmentationLoss';
import type { WebGPUInPlaceKernel, WebGPUKernel } from './WebGPUKernel';

/** Registers every kernel of the contract for the WebGPU backend of TF.js. Calling it again changes nothing. */
export function registerWebGPUKernels(): void {
  if (tf.getKernelsForBackend('webgpu').some(({ kernelName }) => kernelName === Kernel.Convolution)) return;
  register(Kernel.Convolution, convolution);
  register(Kernel.ConvolutionInputGradient, convolutionInputGradient);
  register(Kernel.ConvolutionFilterGradient, convolutionFilterGradient);
  register(Kernel.ChannelSums, channelSums);
  register(Kernel.Normalise, normalise);
  register(Kernel.NormaliseGradient, normaliseGradient);
  register(Kernel.Affine, affine);
  register(Kernel.Rectify, rectify);
  register(Kernel.RectifyGradient, rectifyGradient);
  register(Kernel.SelectMaximum2, selectMaximum2);
  register(Kernel.ScatterMaximum2, scatterMaximum2);
  register(Kernel.Upsample2, upsample2);
  register(Kernel.Upsample2Gradient, upsample2Gradient);
  register(Kernel.Concatenate, concatenate);
  register(Kernel.ChannelSlice, channelSlice);
  register(Kernel.SegmentationLoss, segmentationLoss);
  register(Kernel.SegmentationLossGradient, segmentationLossGradient);
  registerInPlace(Kernel.Adam, adam);
  registerInPlace(Kernel.RMSProp, rmsProp);
  registerInPlace(Kernel.MovingAverage, movingAverage);
}

function register<Attributes>(kernelName: string, kernel: WebGPUKernel<Attributes>): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) =>
      kernel(
        Dispatcher.of(backend as WebGPUBackend),
        inputs as Record<string, tf.TensorInfo>,
        attrs as Attributes,
      ),
  });
}

function registerInPlace<Attributes>(kernelName: string, kernel: WebGPUInPlaceKernel<Attributes>): void {
  tf.registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const tensors = inputs as unknown as readonly tf.TensorInfo[];
      kernel(Dispatcher.of(backend as WebGPUBackend), tensors, attrs as Attributes);
      return [];
    },
  });
}
