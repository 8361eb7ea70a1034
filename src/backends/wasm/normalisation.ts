import type { TensorInfo } from '@tensorflow/tfjs';
import type { NormaliseAttributes } from '../kernels/contract';
import { sizeOf } from '../kernels/sizeOf';
import type { Chunks } from '../kernels/splitIntoChunks';
import { splitIntoChunks } from '../kernels/splitIntoChunks';
import { statisticGroups } from '../kernels/statisticGroups';
import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';
import type { WasmKernel } from './WasmKernel';
import { ITEM_VALUES } from './WasmKernel';

export const normalise: WasmKernel<'Normalise'> = (module, { x, gamma, beta }, attributes) => {
  const chunks = chunksOf(x.shape, attributes.over);
  const { groups, channels } = chunks;
  const y = module.output(x.shape);
  const mean = module.output([groups, channels]);
  const variance = module.output([groups, channels]);
  const tensors = { x, gamma, beta, mean, variance, output: y };
  const fields = jobFields(module, tensors, chunks, attributes);
  const items = groups * chunks.chunks;
  module.run('chunkMoments', items, fields);
  module.run('groupMoments', groups, fields);
  module.run('normaliseChunk', items, fields);
  return [y, mean, variance];
};

export const normaliseGradient: WasmKernel<'NormaliseGradient'> = (module, inputs, attributes) => {
  const { x, gamma, beta, mean, variance, dy } = inputs;
  const chunks = chunksOf(x.shape, attributes.over);
  const dx = module.output(x.shape);
  const dGamma = module.output(gamma.shape);
  const dBeta = module.output(beta.shape);
  const tensors = { x, gamma, beta, mean, variance, dy, output: dx, dGamma, dBeta };
  const fields = jobFields(module, tensors, chunks, attributes);
  const items = chunks.groups * chunks.chunks;
  module.run('chunkGradientSums', items, fields);
  module.run('groupGradientSums', 1, fields);
  module.run('normaliseGradientChunk', items, fields);
  return [dx, dGamma, dBeta];
};

export const affine: WasmKernel<'Affine'> = (module, { x, scale, offset }, { slope }) => {
  const y = module.output(x.shape);
  const size = sizeOf(x.shape);
  const channels = x.shape[x.shape.length - 1];
  const itemSize = channels * Math.max(1, Math.floor(ITEM_VALUES / channels));
  const addresses = [x, scale, offset, y].map((tensor) => module.address(tensor));
  module.run('affineItem', Math.ceil(size / itemSize), [
    ...addresses,
    ...[size, itemSize, channels, floatField(slope)],
  ]);
  return y;
};

function chunksOf(shape: readonly number[], over: NormaliseAttributes['over']): Chunks {
  const groups = statisticGroups(shape, over);
  return splitIntoChunks(groups, Math.max(1, Math.floor(ITEM_VALUES / groups.channels)));
}

interface Tensors {
  x: TensorInfo;
  gamma: TensorInfo;
  beta: TensorInfo;
  mean: TensorInfo;
  variance: TensorInfo;
  dy?: TensorInfo;
  output: TensorInfo;
  dGamma?: TensorInfo;
  dBeta?: TensorInfo;
}

function jobFields(
  module: KernelModule,
  { x, gamma, beta, mean, variance, dy, output, dGamma, dBeta }: Tensors,
  { groups, pixels, channels, chunkPixels, chunks }: Chunks,
  { epsilon, slope }: NormaliseAttributes,
): number[] {
  const partial = module.scratch('moments', 8 * groups * chunks * channels);
  const tensors = [x, gamma, beta, mean, variance, dy, output, dGamma, dBeta];
  return [
    ...tensors.map((tensor) => (tensor ? module.address(tensor) : 0)),
    ...[partial, groups, pixels, channels, chunkPixels, chunks, floatField(epsilon), floatField(slope)],
  ];
}
