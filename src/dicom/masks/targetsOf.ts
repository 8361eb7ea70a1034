import { imageKey } from '../../data/ImageKey';
import type { Attributes } from '../Attributes';
import { itemsOf, textOf } from '../Attributes';
import type { SegImage } from '../SegContent';
import { stackDistances, stackImages } from '../stackImages';
import type { MaskTarget } from './MaskTarget';

/** Positions at most this far apart count as equal, mm. */
const SAME_POSITION = 1e-3;

/**
 * Groups the images of a series by size and direction, so that a mask object can be read on each group. Where
 * several images lie at one position, e.g. in a series with two echoes, only those that the object refers to
 * are taken, if there are any.
 */
export function targetsOf(images: readonly SegImage[], object: Attributes): MaskTarget[] {
  const sizes = new Map<string, SegImage[]>();
  for (const image of images) {
    const size = `${image.rows} x ${image.columns}`;
    sizes.set(size, [...(sizes.get(size) ?? []), image]);
  }
  const named = imagesNamedIn(object);
  return [...sizes.values()]
    .flatMap(stackImages)
    .map((stack) => targetOf(stack.filter((image) => !isBesideNamed(image, stack, named))));
}

function targetOf(stack: readonly SegImage[]): MaskTarget {
  const { even, smallest } = stackDistances(stack);
  const planes = stack.flatMap(({ geometry, sliceThickness }) =>
    geometry ? [{ ...geometry, thickness: even ?? smallest ?? sliceThickness }] : [],
  );
  return {
    rows: stack[0].rows,
    columns: stack[0].columns,
    planes: planes.length === stack.length ? planes : undefined,
    keys: stack.map(({ sopInstanceUID, frame }) => imageKey(sopInstanceUID, frame)),
  };
}

/** Whether the object refers to another image at an image's position, and not to this one. */
function isBesideNamed(image: SegImage, stack: readonly SegImage[], named: ReadonlySet<string>): boolean {
  if (named.has(image.sopInstanceUID)) return false;
  return stack.some((other) => named.has(other.sopInstanceUID) && atOnePosition(image, other));
}

function atOnePosition({ geometry: a }: SegImage, { geometry: b }: SegImage): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.origin.every((at, axis) => Math.abs(at - b.origin[axis]) < SAME_POSITION)
  );
}

/** SOP Instance UIDs of the images that contours or frames refer to. */
function imagesNamedIn(object: Attributes): Set<string> {
  const contours = itemsOf(object, 'ROIContourSequence').flatMap((roi) => itemsOf(roi, 'ContourSequence'));
  const derivations = itemsOf(object, 'PerFrameFunctionalGroupsSequence').flatMap((frame) =>
    itemsOf(frame, 'DerivationImageSequence'),
  );
  const references = [
    ...contours.flatMap((contour) => itemsOf(contour, 'ContourImageSequence')),
    ...derivations.flatMap((derivation) => itemsOf(derivation, 'SourceImageSequence')),
  ];
  return new Set(references.map((reference) => textOf(reference, 'ReferencedSOPInstanceUID')));
}
