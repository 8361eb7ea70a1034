import type { SegContent } from './SegContent';
import { stackImages, stackShares } from './stackImages';

const CUBIC_MM_PER_ML = 1000;

/**
 * The volume of each segment in ml, in the order of the segments: its pixels, each with its area and with the
 * part of the distance to the neighbouring images that its image stands for.
 *
 * @throws Error when the images do not say how much space a pixel takes
 */
export function segmentVolumes({ images, segments }: Pick<SegContent, 'images' | 'segments'>): number[] {
  if (images.some(({ geometry }) => geometry === undefined))
    throw new Error('Images have no position in the patient, which volumes need.');
  const stacks = stackImages(images);
  if (stacks.length > 1)
    throw new Error('The images cross, so that a volume would count what they share several times.');
  const [stack] = stacks;
  const shares = stackShares(stack);
  if (!shares) {
    throw new Error(
      stack.length === 1
        ? 'A single image has no volume.'
        : 'Several images lie at the same position, so that a volume would count it several times.',
    );
  }
  return segments.map(({ index }) => {
    const cubicMm = stack.reduce((sum, { labelmap, geometry }, i) => {
      const pixels = labelmap?.reduce((count, value) => (value === index ? count + 1 : count), 0) ?? 0;
      return sum + pixels * (geometry?.rowSpacing ?? 0) * (geometry?.columnSpacing ?? 0) * shares[i];
    }, 0);
    return cubicMm / CUBIC_MM_PER_ML;
  });
}
