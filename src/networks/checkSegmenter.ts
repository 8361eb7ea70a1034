import type * as tf from '@tensorflow/tfjs';
import { inputChannels } from '../data/Channels';
import type { SegmenterShape } from './SegmenterNetwork';

/**
 * Refuses sizes that cannot be halved as often as the shape says.
 *
 * @param least pixels that must be left at the lowest resolution
 * @throws Error naming the network and the size
 */
export function checkShape(network: string, { size, levels }: SegmenterShape, least: number): void {
  const left = size / 2 ** levels;
  if (Number.isInteger(left) && left >= least) return;
  throw new Error(
    `${network}: the size must be a multiple of ${2 ** levels} and at least ${least * 2 ** levels} ` +
      `with ${levels} levels, not ${size}.`,
  );
}

/** @throws Error naming both shapes when x is not a batch of images of a segmenter's size */
export function checkImage(network: string, expected: SegmenterShape, { shape }: tf.Tensor4D): void {
  const { size } = expected;
  const channels = inputChannels(expected);
  if (shape.length === 4 && shape.slice(1).join() === `${size},${size},${channels}`) return;
  throw new Error(`${network}: expected [batch, ${size}, ${size}, ${channels}], got [${shape.join(', ')}].`);
}
