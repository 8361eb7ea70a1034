import type { Image } from '../../../src/data/Image';
import { displacement } from '../../../src/propagation/displacement';
import { spacingOfStack } from '../../../src/propagation/spacingOfStack';
import type { PlacedImage } from '../../../src/propagation/StackSampler';
import { Pacer } from '../adapters/Pacer';

/**
 * Shortest displacement that counts, mm. CT and PET of one visit differ by 3 mm
 * (docs/experiments/other-series.md).
 */
const FAR = 7;
/** Least gain in agreement that counts. */
const CLEAR = 0.1;

/**
 * How far a series lies away from where another one shows the same anatomy, mm; undefined if it lies well, or
 * if that cannot be told: in colour, or where neither shows more than one value.
 *
 * @param stack the images of the other series
 * @param images a few of the series
 */
export async function misplacedBy(
  stack: readonly Image[],
  images: readonly Image[],
): Promise<number | undefined> {
  const [placed, own] = [stack, images].map((list) => list.filter(isPlaced));
  if (placed.length === 0 || own.length === 0) return undefined;
  const pacer = new Pacer();
  const found = await displacement(placed, own, () => pacer.pause());
  const far = Math.max(FAR, spacingOfStack(placed.map(({ geometry }) => geometry)));
  return found && found.distance > far && found.gain > CLEAR ? found.distance : undefined;
}

const isPlaced = (image: Image): image is Image & PlacedImage =>
  image.geometry !== undefined && (image.channels ?? 1) === 1;
