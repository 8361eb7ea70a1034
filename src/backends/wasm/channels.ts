import type { TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import type { KernelModule } from './KernelModule';
import type { WasmKernel } from './WasmKernel';
import { ITEM_VALUES } from './WasmKernel';

export const concatenate: WasmKernel<'Concatenate'> = (module, { a, b }) => {
  const [aChannels, bChannels] = [channelsOf(a), channelsOf(b)];
  const y = module.output([...a.shape.slice(0, -1), aChannels + bChannels]);
  copy(module, a, 0, y, 0, aChannels);
  copy(module, b, 0, y, aChannels, bChannels);
  return y;
};

export const splitChannels: WasmKernel<'SplitChannels'> = (module, { x }, { first }) => {
  const cut = (begin: number, size: number) => {
    const y = module.output([...x.shape.slice(0, -1), size]);
    copy(module, x, begin, y, 0, size);
    return y;
  };
  return [cut(0, first), cut(first, channelsOf(x) - first)];
};

export const channelSums: WasmKernel<'ChannelSums'> = (module, { x }) => {
  const channels = channelsOf(x);
  const sums = module.output([channels]);
  const fields = [module.address(x), 0, 0, module.address(sums), sizeOf(x.shape), 0, channels, 0];
  module.run('channelSumsItem', 1, fields);
  return sums;
};

function channelsOf({ shape }: TensorInfo): number {
  return shape[shape.length - 1];
}

/** Copies `count` channels of every pixel. */
function copy(
  module: KernelModule,
  from: TensorInfo,
  fromChannel: number,
  to: TensorInfo,
  toChannel: number,
  count: number,
): void {
  const pixels = sizeOf(from.shape) / channelsOf(from);
  const itemPixels = Math.max(1, Math.floor(ITEM_VALUES / count));
  module.run('copyChannels', Math.ceil(pixels / itemPixels), [
    ...[module.address(from) + 4 * fromChannel, module.address(to) + 4 * toChannel],
    ...[4 * channelsOf(from), 4 * channelsOf(to), 4 * count, pixels, itemPixels],
  ]);
}
