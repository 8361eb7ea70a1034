import type { Segment } from '../../src/data/Segment';
import { numberOf, textOf } from '../../src/dicom/Attributes';
import { PRODUCT } from '../../src/dicom/product';
import type { SegContent, SegImage } from '../../src/dicom/SegContent';
import { frameGeometry } from './frameGeometry';
import type { DicomStack, SourceFrame } from './stackFrames';

/** Who predicted the labels. */
export interface Predictor {
  /** Name of the model's file. */
  name: string;
  /** See `modelId`. */
  id: string;
  segments: readonly Segment[];
}

/** What was predicted on a volume. */
export interface PredictedMasks {
  labels: Uint8Array;
  probabilities?: readonly Uint8Array[];
}

/**
 * Describes predicted labels and the images that they were predicted on.
 *
 * @param predicted labels (segment indices) and, for fractional segmentations, the probabilities of the
 *   segments, 0..255, on the stack's grid
 * @param number of the new series
 * @param makeUid makes a UID for a purpose; random by default
 */
export function describeMasks(
  { labels, probabilities }: PredictedMasks,
  stack: DicomStack,
  { name, id, segments }: Predictor,
  number: number,
  makeUid?: SegContent['makeUid'],
): SegContent {
  const area = stack.size[0] * stack.size[1];
  return {
    images: stack.frames.map((frame, slice) => ({
      ...describeImage(frame),
      labelmap: labels.subarray(slice * area, (slice + 1) * area),
      probabilities: probabilities?.map((values) => values.subarray(slice * area, (slice + 1) * area)),
      origin: 'predicted',
    })),
    source: stack.frames[0].source.attributes,
    segments,
    algorithm: {
      name: `${PRODUCT.name} ${name}`,
      version: PRODUCT.version,
      interactive: false,
      modelId: id,
    },
    series: { number, description: `${PRODUCT.name} prediction` },
    label: 'PREDICTION',
    description: `Predicted by ${PRODUCT.name}`,
    equipment: { manufacturer: PRODUCT.name, model: PRODUCT.name, version: PRODUCT.version },
    makeUid,
  };
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
    geometry: frameGeometry(frame),
    spacing,
    sliceThickness: numberOf(source.attributes, 'SliceThickness') || undefined,
  };
}
