import * as tf from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { Kernel } from '../kernels/contract';
import { channelSlice, channelSums, concatenate } from './channels';
import { convolution, convolutionFilterGradient, convolutionInputGradient } from './convolution';
import type { CpuInPlaceKernel, CpuKernel, CpuTensor } from './CpuKernel';
import { scatterMaximum2, selectMaximum2 } from './maximumPooling';
import { affine, normalise, normaliseGradient } from './normalisation';
import { adam, movingAverage, rmsProp } from './optimisers';
import { rectifyGradient, rectifyTensor } from './rectification';
import { segmentationLoss, segmentationLossGradient } from './segmentationLoss';
import { upsample2, upsample2Gradient } from './upsampling';

/**
 * Registers every kernel of the contract for the CPU backend of TF.js: plain loops, the standard that the fast
 * backends are tested against. Calling it again changes nothing.
 */
export function registerCpuKernels(): void {
  if (tf.getKernelsForBackend('cpu').some(({ kernelName }) => kernelName === Kernel.Convolution)) return;
  register(Kernel.Convolution, convolution);
  register(Kernel.ConvolutionInputGradient, convolutionInputGradient);
  register(Kernel.ConvolutionFilterGradient, convolutionFilterGradient);
  register(Kernel.ChannelSums, channelSums);
  register(Kernel.Normalise, normalise);
  register(Kernel.NormaliseGradient, normaliseGradient);
  register(Kernel.Affine, affine);
  register(Kernel.Rectify, rectifyTensor);
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

function register<Attributes>(kernelName: string, kernel: CpuKernel<Attributes>): void {
  add(kernelName, (backend, inputs, attributes) => {
    const named = Object.entries(inputs as Record<string, tf.TensorInfo>);
    const tensors = Object.fromEntries(named.map(([name, info]) => [name, view(backend, info)]));
    const outputs = kernel(tensors, attributes as Attributes);
    const make = ({ shape, values }: CpuTensor) => backend.makeTensorInfo([...shape], 'float32', values);
    return Array.isArray(outputs) ? outputs.map(make) : make(outputs);
  });
}

function registerInPlace<Attributes>(kernelName: string, kernel: CpuInPlaceKernel<Attributes>): void {
  add(kernelName, (backend, inputs, attributes) => {
    kernel(
      (inputs as readonly tf.TensorInfo[]).map((info) => view(backend, info)),
      attributes as Attributes,
    );
    return [];
  });
}

function add(
  kernelName: string,
  run: (backend: MathBackendCPU, inputs: unknown, attributes: unknown) => tf.TensorInfo | tf.TensorInfo[],
): void {
  tf.registerKernel({
    kernelName,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => run(backend as MathBackendCPU, inputs, attrs),
  });
}

/** The backend's own array of values, not a copy. */
function view(backend: MathBackendCPU, { dataId, shape }: tf.TensorInfo): CpuTensor {
  return { shape, values: backend.data.get(dataId).values as Float32Array };
}
