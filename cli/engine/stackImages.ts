import type { Image } from '../../src/data/Image';
import { imageKey } from '../../src/data/ImageKey';
import { textOf } from '../../src/dicom/Attributes';
import { frameGeometry } from '../files/frameGeometry';
import type { DicomStack } from '../files/stackFrames';

/** The images of a stack as the viewer passes them to the engine: with their keys and their geometry. */
export function stackImages({ frames }: DicomStack): Image[] {
  return frames.map((frame) => {
    const { attributes, rows, columns } = frame.source;
    return {
      id: imageKey(textOf(attributes, 'SOPInstanceUID'), frame.frameNumber),
      seriesId: textOf(attributes, 'SeriesInstanceUID'),
      rows,
      columns,
      channels: frame.channels,
      pixels: frame.pixels,
      geometry: frameGeometry(frame),
    };
  });
}
