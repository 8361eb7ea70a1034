import type { SegEncoding } from './segEncodings';
import type { SegImage, SegSegment } from './SegContent';
import type { SegFrame } from './SegFrame';

/**
 * Selects the frames to write: for each segment, its images from the first to the last with foreground, in
 * the given order.
 *
 * Empty frames between these are written, too. Some readers take the distance between consecutive frames as
 * the spacing of the volume, and others stack frames without checking positions, so a gap would shift or
 * stretch the segment. Empty frames before and after are not needed and are omitted. A segmentation without
 * foreground gets one empty frame, because at least one is required.
 *
 * @param stacks images of one orientation each, in spatial order
 * @param encoding of the segmentation
 */
export function selectFrames(
  stacks: readonly (readonly SegImage[])[],
  segments: readonly SegSegment[],
  { sharesFrames, shows }: Pick<SegEncoding, 'sharesFrames' | 'shows'>,
): SegFrame[] {
  const select = (isShown: (image: SegImage) => boolean, frame: Omit<SegFrame, 'image'>) =>
    stacks.flatMap((stack) => {
      const foreground = stack.map(isShown);
      if (!foreground.includes(true)) return [];
      return stack
        .slice(foreground.indexOf(true), foreground.lastIndexOf(true) + 1)
        .map((image) => ({ ...frame, image }));
    });
  const all = { segmentNumber: 0, index: 0 };
  const frames = sharesFrames
    ? select((image) => segments.some((segment, s) => shows(image, segment, s)), all)
    : segments.flatMap((segment, s) =>
        select((image) => shows(image, segment, s), { segmentNumber: s + 1, index: segment.index }),
      );
  if (frames.length > 0) return frames;
  const first = sharesFrames ? all : { segmentNumber: 1, index: segments[0].index };
  return [{ ...first, image: stacks[0][0] }];
}
