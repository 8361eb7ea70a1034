import type * as tf from '@tensorflow/tfjs';
import { inputChannels } from '../data/Channels';
import type { SegmenterShape } from './SegmenterNetwork';

/**
 * Checks that the size can be halved as often as the shape requires.
 *
 * @param minimum number of pixels at the lowest resolution
 * @throws Error that names the network and the size
 */
export function checkShape(network: string, { size, levels }: SegmenterShape, minimum: number): void {
  const left = size / 2 ** levels;
  if (Number.isInteger(left) && left >= minimum) return;
  throw new Error(
    `${network}: the size must be a multiple of ${2 ** levels} and at least ${minimum * 2 ** levels} ` +
      `with ${levels} levels, not ${size}.`,
  );
}

/**
 * Checks that x is a batch of images of a segmenter's size.
 *
 * @throws Error that names the expected and the actual shape
 */
export function checkImage(network: string, expected: SegmenterShape, { shape }: tf.Tensor4D): void {
  const { size } = expected;
  const channels = inputChannels(expected);
  if (shape.length === 4 && shape.slice(1).join() === `${size},${size},${channels}`) return;
  throw new Error(`${network}: expected [batch, ${size}, ${size}, ${channels}], got [${shape.join(', ')}].`);
}
