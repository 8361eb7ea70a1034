import type { TensorInfo } from '@tensorflow/tfjs';
import type { Finish } from './directConvolution';
import type { Gathering } from './gathering';
import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';
import { winogradTiles } from './winogradTiles';

/** Tiles of a block, so that its products stay in the first-level cache; a multiple of the 6 of a product. */
const BLOCK_TILES = 24;

/**
 * The convolution that {@link usesWinograd} accepts, by F(4x4, 3x3).
 *
 * @param filter [3, 3, in, out]
 * @param swapped whether the filter's inputs become the outputs, with flipped taps (gradient by the input)
 * @param output to be computed
 */
export function convolveByWinograd(
  module: KernelModule,
  gathering: Gathering,
  filter: TensorInfo,
  swapped: boolean,
  output: TensorInfo,
  { bias, slope = 1 }: Finish = {},
): void {
  const inputs = gathering.inputChannels;
  const tiles = winogradTiles(gathering);
  // The same number of blocks for each thread; no sum depends on the blocks.
  const blocks = module.threads * Math.ceil(tiles.count / (BLOCK_TILES * module.threads));
  const itemTiles = 6 * Math.ceil(tiles.count / blocks / 6);
  const scratchBytes = tiles.bytes(inputs) + 36 * (itemTiles * 32 + itemTiles * 4 * inputs + 64);
  const scratch = module.scratch('blocks', scratchBytes * module.threads);
  const weights = transformFilter(module, filter, swapped, scratch, scratchBytes);
  module.run('winogradBlock', Math.ceil(tiles.count / itemTiles), [
    ...[gathering.input, weights, bias ? module.address(bias) : 0, module.address(output)],
    ...[gathering.inputRows, gathering.inputColumns, inputs, ...output.shape.slice(1)],
    ...[gathering.rows.first, gathering.columns.first, tiles.rows, tiles.columns, tiles.count],
    ...[itemTiles, scratch, scratchBytes, floatField(slope)],
  ]);
}

function transformFilter(
  module: KernelModule,
  filter: TensorInfo,
  swapped: boolean,
  scratch: number,
  scratchBytes: number,
): number {
  const [, , inputs, outputs] = filter.shape;
  const [gathered, channels] = swapped ? [outputs, inputs] : [inputs, outputs];
  const panels = Math.ceil(channels / 8);
  const packed = module.scratch('weights', panels * 36 * (gathered * 32 + 64));
  module.run('winogradPanel', panels, [
    ...[module.address(filter), packed, inputs, outputs, swapped ? 1 : 0, scratch, scratchBytes],
  ]);
  return packed;
}
