import type { ImageGeometry } from '../../src/data/Image';
import { textOf } from '../../src/dicom/Attributes';
import type { SourceFrame } from './stackFrames';

/** Where a frame lies in the patient; undefined when it does not say so. */
export function frameGeometry(frame: SourceFrame): ImageGeometry | undefined {
  const { source, position, orientation, spacing } = frame;
  if (!position || !orientation || !spacing) return undefined;
  return {
    origin: position,
    rowCosines: orientation.row,
    columnCosines: orientation.column,
    rowSpacing: spacing.row,
    columnSpacing: spacing.column,
    frameOfReferenceUID: textOf(source.attributes, 'FrameOfReferenceUID'),
  };
}
