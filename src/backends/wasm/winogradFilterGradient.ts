import type { TensorInfo } from '@tensorflow/tfjs';
import type { Gathering } from './gathering';
import type { KernelModule } from './KernelModule';
import { winogradTiles } from './winogradTiles';

/** Bytes for the transformed tiles of a pass, so that they stay in the second-level cache. */
const PASS_BYTES = 2 ** 20;
/** Tiles that a thread transforms at a time. */
const ITEM_TILES = 8;

/**
 * The gradient by the filter of a convolution that {@link usesWinograd} accepts: the adjoint of F(4x4, 3x3).
 *
 * @param gathering of the forward convolution
 * @param dy [batch, outputRows, outputColumns, out]
 * @param gradient [3, 3, in, out], to be computed
 */
export function filterGradientByWinograd(
  module: KernelModule,
  gathering: Gathering,
  dy: TensorInfo,
  gradient: TensorInfo,
): void {
  const [, outputRows, outputColumns, outputs] = dy.shape;
  const { inputChannels: inputs, rows, columns } = gathering;
  const tiles = winogradTiles(gathering);
  const fitting = Math.floor(PASS_BYTES / (36 * 4 * (inputs + outputs)));
  // Passes of nearly equal size, which does not depend on the number of threads.
  const passes = Math.ceil(tiles.count / Math.max(ITEM_TILES, fitting));
  const passTiles = Math.ceil(tiles.count / passes);
  const scratchBytes = tiles.bytes(Math.max(inputs, outputs));
  const scratch = module.scratch('blocks', scratchBytes * module.threads);
  // Between frequencies 64 bytes are unused, so that these do not compete for the same lines of the cache.
  const frequencyBytes = (values: number): number => 4 * values + 64;
  const [inputFrequency, outputFrequency] = [inputs, outputs].map((n) => frequencyBytes(passTiles * n));
  const sumFrequency = frequencyBytes(inputs * outputs);
  const inputTiles = module.scratch('tiles', 36 * (inputFrequency + outputFrequency));
  const sums = module.scratch('filter sums', 36 * sumFrequency);
  const fieldsOf = (output: TensorInfo, firstTile: number): number[] => [
    // Neither weights nor bias nor slope.
    ...[gathering.input, 0, 0, module.address(output)],
    ...[gathering.inputRows, gathering.inputColumns, inputs, outputRows, outputColumns, outputs],
    ...[rows.first, columns.first, tiles.rows, tiles.columns, tiles.count],
    ...[ITEM_TILES, scratch, scratchBytes, 0],
    ...[firstTile, Math.min(passTiles, tiles.count - firstTile)],
    ...[inputTiles, inputFrequency, inputTiles + 36 * inputFrequency, outputFrequency],
    ...[sums, sumFrequency, firstTile > 0 ? 1 : 0],
  ];
  for (let firstTile = 0; firstTile < tiles.count; firstTile += passTiles) {
    const fields = fieldsOf(dy, firstTile);
    module.run('winogradTransform', Math.ceil(passTiles / ITEM_TILES), fields);
    module.run('winogradSums', 36, fields);
  }
  module.run('winogradTaps', inputs, fieldsOf(gradient, 0));
}
