import type { Image } from '../data/Image';
import { signedDistance } from '../data/signedDistance';
import { withChannels } from '../data/toChannels';
import { cropAround } from './cropAround';
import { StackRegistration } from './StackRegistration';

/** A masked image and its neighbours, all of one size. */
export interface ExtendRequest {
  image: Image;
  /** Segment index of each pixel of `image`; with some foreground. */
  labelmap: Uint8Array;
  /** The images before and after it, nearest first. */
  before: readonly Image[];
  after: readonly Image[];
}

/** A mask that was carried over to another image. */
export interface CarriedMask {
  id: string;
  labelmap: Uint8Array;
}

/**
 * Carries a mask over to the neighbouring images: each image is registered to the one before, and the
 * outlines follow the displacements. Nothing else is known of the structure, so the outlines get worse with
 * each image, and go on where the structure has ended.
 *
 * @returns the masks of the neighbours, in their order; without those of a side from the first empty one on
 */
export function extendMask({ image, labelmap, before, after }: ExtendRequest): CarriedMask[] {
  const { rows, columns } = image;
  const stack = [...[...before].reverse(), image, ...after];
  const slices = stack.map((one, position) => ({ position, pixels: withChannels(one, 1).pixels }));
  const registration = new StackRegistration(
    slices,
    { rows, columns },
    cropAround([labelmap], rows, columns),
  );
  const segments = [...new Set(labelmap)].filter((value) => value > 0);
  const carry = (to: number): Uint8Array[] => {
    const from = before.length;
    const labels = Array.from({ length: Math.abs(to - from) }, () => new Uint8Array(rows * columns));
    const nearest = labels.map(() => new Float32Array(rows * columns));
    for (const segment of segments) {
      const values = labelmap.map((value) => (value === segment ? 1 : 0));
      const part = registration.part(signedDistance({ rows, columns, values }));
      registration.propagate(part, from, to).forEach((passed, i) => {
        const outside = new Float32Array(rows * columns).fill(1);
        registration.paste(passed, outside).forEach((distance, pixel) => {
          if (distance >= nearest[i][pixel]) return;
          nearest[i][pixel] = distance;
          labels[i][pixel] = segment;
        });
      });
    }
    return labels;
  };
  const side = (images: readonly Image[], labels: readonly Uint8Array[]): CarriedMask[] => {
    const empty = labels.findIndex((labels) => !labels.some((label) => label > 0));
    return images
      .slice(0, empty < 0 ? images.length : empty)
      .map(({ id }, i) => ({ id, labelmap: labels[i] }));
  };
  return [...side(before, carry(0)), ...side(after, carry(stack.length - 1))];
}
