import * as cpuChannels from './cpu/channels';
import * as cpuConvolution from './cpu/convolution';
import type { CpuInPlaceKernel, CpuKernel } from './cpu/CpuKernel';
import * as cpuMaximumPooling from './cpu/maximumPooling';
import * as cpuMixing from './cpu/mixing';
import * as cpuMuon from './cpu/muon';
import * as cpuNormalisation from './cpu/normalisation';
import * as cpuOptimisers from './cpu/optimisers';
import * as cpuRectification from './cpu/rectification';
import * as cpuSegmentationLoss from './cpu/segmentationLoss';
import * as cpuUpsampling from './cpu/upsampling';
import * as wasmChannels from './wasm/channels';
import * as wasmConvolution from './wasm/convolution';
import * as wasmMixing from './wasm/mixing';
import * as wasmMuon from './wasm/muon';
import * as wasmNormalisation from './wasm/normalisation';
import * as wasmOptimisers from './wasm/optimisers';
import * as wasmRectification from './wasm/rectification';
import * as wasmResampling from './wasm/resampling';
import * as wasmSegmentationLoss from './wasm/segmentationLoss';
import type { WasmInPlaceKernel, WasmKernel } from './wasm/WasmKernel';
import * as webgpuChannels from './webgpu/channels';
import * as webgpuConvolution from './webgpu/convolution';
import * as webgpuMixing from './webgpu/mixing';
import * as webgpuMuon from './webgpu/muon';
import * as webgpuNormalisation from './webgpu/normalisation';
import * as webgpuOptimisers from './webgpu/optimisers';
import * as webgpuRectification from './webgpu/rectification';
import * as webgpuResampling from './webgpu/resampling';
import * as webgpuSegmentationLoss from './webgpu/segmentationLoss';
import type { WebGPUInPlaceKernel, WebGPUKernel } from './webgpu/WebGPUKernel';
import type { InPlaceKernelName, KernelName } from './kernels/contract';

type Registry = {
  [Name in KernelName]: { cpu: CpuKernel<Name>; wasm: WasmKernel<Name>; webgpu: WebGPUKernel<Name> };
};

type InPlaceRegistry = {
  [Name in InPlaceKernelName]: {
    cpu: CpuInPlaceKernel<Name>;
    wasm: WasmInPlaceKernel<Name>;
    webgpu: WebGPUInPlaceKernel<Name>;
  };
};

/** Every kernel of the contract on every backend; a missing one is a type error here. */
export const KERNELS = {
  Convolution: {
    cpu: cpuConvolution.convolution,
    wasm: wasmConvolution.convolution,
    webgpu: webgpuConvolution.convolution,
  },
  ConvolutionInputGradient: {
    cpu: cpuConvolution.inputGradient,
    wasm: wasmConvolution.inputGradient,
    webgpu: webgpuConvolution.inputGradient,
  },
  ConvolutionFilterGradient: {
    cpu: cpuConvolution.filterGradient,
    wasm: wasmConvolution.filterGradient,
    webgpu: webgpuConvolution.filterGradient,
  },
  ChannelSums: {
    cpu: cpuChannels.channelSums,
    wasm: wasmChannels.channelSums,
    webgpu: webgpuChannels.channelSums,
  },
  Normalise: {
    cpu: cpuNormalisation.normalise,
    wasm: wasmNormalisation.normalise,
    webgpu: webgpuNormalisation.normalise,
  },
  NormaliseGradient: {
    cpu: cpuNormalisation.normaliseGradient,
    wasm: wasmNormalisation.normaliseGradient,
    webgpu: webgpuNormalisation.normaliseGradient,
  },
  Affine: {
    cpu: cpuNormalisation.affine,
    wasm: wasmNormalisation.affine,
    webgpu: webgpuNormalisation.affine,
  },
  Rectify: {
    cpu: cpuRectification.rectify,
    wasm: wasmRectification.rectify,
    webgpu: webgpuRectification.rectify,
  },
  RectifyGradient: {
    cpu: cpuRectification.rectifyGradient,
    wasm: wasmRectification.rectifyGradient,
    webgpu: webgpuRectification.rectifyGradient,
  },
  SelectMaximum2: {
    cpu: cpuMaximumPooling.selectMaximum2,
    wasm: wasmResampling.selectMaximum2,
    webgpu: webgpuResampling.selectMaximum2,
  },
  ScatterMaximum2: {
    cpu: cpuMaximumPooling.scatterMaximum2,
    wasm: wasmResampling.scatterMaximum2,
    webgpu: webgpuResampling.scatterMaximum2,
  },
  Upsample2: {
    cpu: cpuUpsampling.upsample2,
    wasm: wasmResampling.upsample2,
    webgpu: webgpuResampling.upsample2,
  },
  Upsample2Gradient: {
    cpu: cpuUpsampling.upsample2Gradient,
    wasm: wasmResampling.upsample2Gradient,
    webgpu: webgpuResampling.upsample2Gradient,
  },
  Concatenate: {
    cpu: cpuChannels.concatenate,
    wasm: wasmChannels.concatenate,
    webgpu: webgpuChannels.concatenate,
  },
  SplitChannels: {
    cpu: cpuChannels.splitChannels,
    wasm: wasmChannels.splitChannels,
    webgpu: webgpuChannels.splitChannels,
  },
  MixKernels: {
    cpu: cpuMixing.mixKernels,
    wasm: wasmMixing.mixKernels,
    webgpu: webgpuMixing.mixKernels,
  },
  MixKernelsGradient: {
    cpu: cpuMixing.mixKernelsGradient,
    wasm: wasmMixing.mixKernelsGradient,
    webgpu: webgpuMixing.mixKernelsGradient,
  },
  SegmentationLoss: {
    cpu: cpuSegmentationLoss.segmentationLoss,
    wasm: wasmSegmentationLoss.segmentationLoss,
    webgpu: webgpuSegmentationLoss.segmentationLoss,
  },
  SegmentationLossGradient: {
    cpu: cpuSegmentationLoss.segmentationLossGradient,
    wasm: wasmSegmentationLoss.segmentationLossGradient,
    webgpu: webgpuSegmentationLoss.segmentationLossGradient,
  },
} satisfies Registry;

/** Every in-place kernel on every backend; a missing one is a type error here. */
export const IN_PLACE_KERNELS = {
  Adam: { cpu: cpuOptimisers.adam, wasm: wasmOptimisers.adam, webgpu: webgpuOptimisers.adam },
  RMSProp: { cpu: cpuOptimisers.rmsProp, wasm: wasmOptimisers.rmsProp, webgpu: webgpuOptimisers.rmsProp },
  Muon: { cpu: cpuMuon.muon, wasm: wasmMuon.muon, webgpu: webgpuMuon.muon },
  MovingAverage: {
    cpu: cpuOptimisers.movingAverage,
    wasm: wasmOptimisers.movingAverage,
    webgpu: webgpuOptimisers.movingAverage,
  },
} satisfies InPlaceRegistry;
