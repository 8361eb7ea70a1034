import type { Example } from '../../src/data/Image';
import { regionsOf } from './regionsOf';

/** Number of outlines that a reader draws on an image: one around each region of the structure. */
export function countOutlines({ image, labelmap }: Example): number {
  return regionsOf(labelmap, image).length;
}
