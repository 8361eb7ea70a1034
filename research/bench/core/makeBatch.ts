import * as tf from '@tensorflow/tfjs';
import { seededRandom } from '../../../src/data/random';
import { CLASSES } from './Contestant';

/**
 * A batch of brightened discs on noise and their one-hot masks: learnable, and identical on every machine.
 */
export function makeBatch(batch: number, size: number): { images: tf.Tensor4D; masks: tf.Tensor4D } {
  const random = seededRandom(3);
  const images = new Float32Array(batch * size * size);
  const masks = new Float32Array(images.length * CLASSES);
  for (let b = 0, i = 0; b < batch; b++) {
    const [centreRow, centreColumn] = [(0.3 + 0.4 * random()) * size, (0.3 + 0.4 * random()) * size];
    const radius = (0.1 + 0.15 * random()) * size;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++, i++) {
        const inside = Math.hypot(row - centreRow, column - centreColumn) < radius;
        images[i] = (inside ? 0.4 : -0.3) + 0.4 * (random() - 0.5);
        masks[i * CLASSES + (inside ? 1 : 0)] = 1;
      }
    }
  }
  return {
    images: tf.tensor4d(images, [batch, size, size, 1]),
    masks: tf.tensor4d(masks, [batch, size, size, CLASSES]),
  };
}
