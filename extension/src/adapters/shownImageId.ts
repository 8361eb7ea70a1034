import type { Types } from '@cornerstonejs/core';

/**
 * Id of the image that a viewport shows as it was taken, in a stack or in the plane of a volume's images;
 * undefined for a cut across the images and for a 3-D view.
 */
export function shownImageId(viewport: Types.IViewport | null | undefined): string | undefined {
  const shows = viewport as { getCurrentImageId?(): string | undefined } | null | undefined;
  return shows?.getCurrentImageId?.() || undefined;
}
