import { numberOf, numbersOf, textOf, type Attributes } from '../../../src/dicom/Attributes';
import type { SegImage } from '../../../src/dicom/SegContent';
import type { Ohif } from '../ohif/Ohif';
import { SessionError } from '../state/SessionError';
import { readGeometry } from './readGeometry';

/** The mask of an image, and how it came about. */
export type SegMask = Pick<SegImage, 'labelmap' | 'origin'>;

/**
 * Describes images for a DICOM SEG, from the headers that the viewer holds: no pixels are loaded.
 *
 * @returns the images, and the attributes of the first one
 * @throws SessionError when the viewer does not know an image
 */
export function readSegImages(
  ohif: Ohif,
  imageIds: readonly string[],
  maskOf: (imageId: string) => SegMask,
): { images: SegImage[]; source: Attributes } {
  const headers = imageIds.map((imageId) => headerOf(ohif, imageId));
  const images = headers.map((header, i): SegImage => {
    const frames = numberOf(header, 'NumberOfFrames') ?? 1;
    const spacing = numbersOf(header, 'PixelSpacing');
    return {
      sopClassUID: textOf(header, 'SOPClassUID'),
      sopInstanceUID: textOf(header, 'SOPInstanceUID'),
      seriesInstanceUID: textOf(header, 'SeriesInstanceUID'),
      frame: frames > 1 ? frameOf(imageIds[i]) : 1,
      frames,
      rows: numberOf(header, 'Rows') ?? 0,
      columns: numberOf(header, 'Columns') ?? 0,
      geometry: readGeometry(ohif, imageIds[i]),
      spacing: spacing?.length === 2 ? { row: spacing[0], column: spacing[1] } : undefined,
      sliceThickness: numberOf(header, 'SliceThickness') || undefined,
      ...maskOf(imageIds[i]),
    };
  });
  return { images, source: headers[0] ?? {} };
}

function headerOf(ohif: Ohif, imageId: string): Attributes {
  const header = ohif.cornerstone.metaData.get('instance', imageId) as Attributes | undefined;
  if (!header)
    throw new SessionError('The viewer no longer knows the images of this series. Reload the study.');
  return header;
}

/** Frame number in an image id of cornerstone's loaders (`wadors:.../frames/3`, `wadouri:...&frame=3`), from 1. */
function frameOf(imageId: string): number {
  const match = /\/frames\/(\d+)|[?&]frame=(\d+)/.exec(imageId);
  return Math.max(1, Number(match?.[1] ?? match?.[2] ?? 1));
}
