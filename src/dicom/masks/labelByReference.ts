import type { ImageKey } from '../../data/ImageKey';
import { MaskError } from './MaskError';
import type { MaskTarget } from './MaskTarget';
import type { ImageLabels, MaskRemarks } from './ReadMask';
import type { StoredFrame, StoredFrames } from './StoredFrame';

/**
 * Labels images by the references of a segmentation's frames, pixel by pixel.
 *
 * @param places of the images
 * @throws MaskError when the sizes differ, or a frame refers to none of the images
 */
export function labelByReference(
  { rows, columns }: MaskTarget,
  { size, frames }: StoredFrames,
  places: ReadonlyMap<ImageKey, number>,
  remarks: MaskRemarks,
): Iterable<ImageLabels> {
  if (columns !== size.columns || rows !== size.rows) {
    throw new MaskError(
      'elsewhere',
      `it has ${size.columns} x ${size.rows} pixels, its images have ${columns} x ${rows}`,
    );
  }
  const byImage = new Map<number, StoredFrame[]>();
  frames.forEach((frame, i) => {
    const image = places.get(frame.references[0] ?? '');
    if (image === undefined) {
      throw new MaskError(
        'elsewhere',
        `its frame ${i + 1} has no position on the images, and refers to none of them`,
      );
    }
    byImage.set(image, [...(byImage.get(image) ?? []), frame]);
  });
  return labelImages(byImage, rows * columns, remarks);
}

function* labelImages(
  byImage: ReadonlyMap<number, readonly StoredFrame[]>,
  area: number,
  remarks: MaskRemarks,
): Generator<ImageLabels> {
  for (const [image, frames] of byImage) {
    const labels = new Uint32Array(area);
    let any = false;
    for (const { labelAt } of frames) {
      for (let i = 0; i < area; i++) {
        const label = labelAt(i);
        if (label === 0) continue;
        any = true;
        remarks.overlaps ||= labels[i] !== 0 && labels[i] !== label;
        if (label > labels[i]) labels[i] = label;
      }
    }
    if (any) yield { image, labels };
  }
}
