import { writeFile } from 'node:fs/promises';
import type { ImageGeometry } from '../../src/data/Image';
import type { Segment } from '../../src/data/Segment';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import { PRODUCT } from '../../src/dicom/product';
import type { SegImage } from '../../src/dicom/SegContent';
import type { SeriesNumbers } from '../../src/dicom/SeriesNumbers';
import { writeSeg as writeObject } from '../../src/dicom/writeSeg';
import type { DicomStack, SourceFrame } from './stackFrames';

/**
 * Writes predicted labels as a binary DICOM segmentation of the images that they were predicted on.
 *
 * @param labels segment indices on the stack's grid
 * @param modelName name of the model's file
 * @param numbers assigns the new series its number
 */
export async function writeSeg(
  file: string,
  labels: Uint8Array,
  stack: DicomStack,
  segments: readonly Segment[],
  modelName: string,
  numbers: SeriesNumbers,
): Promise<void> {
  const area = stack.size[0] * stack.size[1];
  const source = stack.frames[0].source.attributes;
  const number = numbers.next(textOf(source, 'StudyInstanceUID'), [numberOf(source, 'SeriesNumber') ?? 0]);
  const { bytes } = writeObject({
    images: stack.frames.map((frame, slice) => ({
      ...describeImage(frame),
      labelmap: labels.subarray(slice * area, (slice + 1) * area),
      origin: 'predicted',
    })),
    source,
    segments,
    algorithm: {
      name: `${PRODUCT.name} ${modelName}`,
      version: PRODUCT.version,
      interactive: false,
      modelId: modelName,
    },
    series: { number, description: `${PRODUCT.name} prediction` },
    label: 'PREDICTION',
    description: `Predicted by ${PRODUCT.name}`,
    equipment: { manufacturer: PRODUCT.name, model: PRODUCT.name, version: PRODUCT.version },
  });
  await writeFile(file, new Uint8Array(bytes));
}

function describeImage(frame: SourceFrame): SegImage {
  const { source, frameNumber, spacing } = frame;
  return {
    sopClassUID: textOf(source.attributes, 'SOPClassUID'),
    sopInstanceUID: textOf(source.attributes, 'SOPInstanceUID'),
    seriesInstanceUID: textOf(source.attributes, 'SeriesInstanceUID'),
    frame: frameNumber,
    frames: source.frames.length,
    rows: source.rows,
    columns: source.columns,
    geometry: geometryOf(frame),
    spacing,
    sliceThickness: numberOf(source.attributes, 'SliceThickness') || undefined,
  };
}

function geometryOf({ source, position, orientation, spacing }: SourceFrame): ImageGeometry | undefined {
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
