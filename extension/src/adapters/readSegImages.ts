import { parseImageKey, type ImageKey } from '../../../src/data/ImageKey';
import { numberOf, numbersOf, textOf, type Attributes } from '../../../src/dicom/Attributes';
import type { SegImage } from '../../../src/dicom/SegContent';
import { SessionError } from '../state/SessionError';
import { readGeometry } from './readGeometry';
import type { ViewerIndex } from './ViewerIndex';

/** The mask of an image, with its origin. */
export type SegMask = Pick<SegImage, 'labelmap' | 'origin'>;

/**
 * Describes images for a DICOM SEG, from the headers in the viewer's memory; loads no pixels.
 *
 * @returns the images, and the attributes of the first one
 * @throws SessionError when an image is not in the viewer's study
 */
export function readSegImages(
  index: ViewerIndex,
  keys: readonly ImageKey[],
  maskOf: (key: ImageKey) => SegMask,
): { images: SegImage[]; source: Attributes } {
  const headers = keys.map((key) => headerOf(index, key));
  const images = headers.map((header, i): SegImage => {
    const frames = numberOf(header, 'NumberOfFrames') ?? 1;
    const spacing = numbersOf(header, 'PixelSpacing');
    return {
      sopClassUID: textOf(header, 'SOPClassUID'),
      sopInstanceUID: textOf(header, 'SOPInstanceUID'),
      seriesInstanceUID: textOf(header, 'SeriesInstanceUID'),
      frame: frames > 1 ? parseImageKey(keys[i]).frame : 1,
      frames,
      rows: numberOf(header, 'Rows') ?? 0,
      columns: numberOf(header, 'Columns') ?? 0,
      geometry: readGeometry(index, keys[i]),
      spacing: spacing?.length === 2 ? { row: spacing[0], column: spacing[1] } : undefined,
      sliceThickness: numberOf(header, 'SliceThickness') || undefined,
      ...maskOf(keys[i]),
    };
  });
  return { images, source: headers[0] ?? {} };
}

function headerOf(index: ViewerIndex, key: ImageKey): Attributes {
  const imageId = index.imageIdOf(key) ?? '';
  const header = index.ohif.cornerstone.metaData.get('instance', imageId) as Attributes | undefined;
  if (!header)
    throw new SessionError('The viewer no longer knows the images of this series. Reload the study.');
  return header;
}
