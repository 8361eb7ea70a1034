import type { SegImage, SegSegment } from './SegContent';

/** One frame of a segmentation: one segment on one image. */
export interface SegFrame {
  /** From 1, in the order of the segments. */
  segmentNumber: number;
  /** Value of the segment in the labelmap. */
  index: number;
  image: SegImage;
}

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
 */
export function selectFrames(
  stacks: readonly (readonly SegImage[])[],
  segments: readonly SegSegment[],
): SegFrame[] {
  const frames = segments.flatMap(({ index }, s) =>
    stacks.flatMap((stack) => {
      const foreground = stack.map(({ labelmap }) => labelmap?.includes(index) ?? false);
      if (!foreground.includes(true)) return [];
      return stack
        .slice(foreground.indexOf(true), foreground.lastIndexOf(true) + 1)
        .map((image) => ({ segmentNumber: s + 1, index, image }));
    }),
  );
  if (frames.length > 0) return frames;
  return [{ segmentNumber: 1, index: segments[0].index, image: stacks[0][0] }];
}
