import type { SegContent } from './SegContent';

/**
 * Checks that masks can share one object.
 *
 * @param object what it is, for the messages
 * @throws Error when there is no image or segment, or the images differ in size
 */
export function checkContent({ images, segments }: SegContent, object: string): void {
  if (images.length === 0) throw new Error(`A DICOM ${object} needs images.`);
  if (segments.length === 0) throw new Error(`A DICOM ${object} needs a segment.`);
  const sizes = new Set(images.map(({ rows, columns }) => `${rows} x ${columns}`));
  if (sizes.size > 1) {
    throw new Error(
      `The images differ in size (${[...sizes].join(', ')}); a DICOM ${object} needs one size.`,
    );
  }
  for (const { labelmap, rows, columns, sopInstanceUID } of images) {
    if (labelmap && labelmap.length !== rows * columns) {
      throw new Error(
        `The mask on image ${sopInstanceUID} has ${labelmap.length} pixels, its image has ${columns} x ${rows}.`,
      );
    }
  }
}
