import type { SegContent, SegImage } from '../../src/dicom/SegContent';
import { writeSeg } from '../../src/dicom/writeSeg';
import { brainStudy, brainImages, brainSeries, cutPlane, type BrainImage } from './brainSeries';
import { brainStudyAttributes, mrImageStorage } from './brainAttributes';
import { deterministicUid } from './deterministicUid';
import type { Volume } from './Volume';

/**
 * Instance numbers of the axial images with an example mask: evenly spread from the ventricles' bodies to the
 * atria.
 */
export const exampleInstanceNumbers = [32, 35, 38, 41];

const NAME = 'Ventricles, example masks';

/** The example masks as a binary DICOM segmentation of the axial series. */
export function ventriclesSegmentation(t1: Volume, ventricles: Uint8Array): Uint8Array {
  const { bytes } = writeSeg(ventriclesContent(t1, ventricles, exampleInstanceNumbers, NAME));
  return new Uint8Array(bytes);
}

/**
 * Masks on some images of the axial series.
 *
 * @param instanceNumbers of the images; those between them are unmarked, which differs from being marked as
 *   empty
 * @param name of the new series
 */
export function ventriclesContent(
  t1: Volume,
  ventricles: Uint8Array,
  instanceNumbers: readonly number[],
  name: string,
): SegContent {
  const masks = { ...t1, values: Int16Array.from(ventricles) };
  return {
    images: brainImages(t1, brainSeries[0])
      .filter(({ instanceNumber }) => instanceNumbers.includes(instanceNumber))
      .map((image) => ({ ...describeImage(image), labelmap: Uint8Array.from(cutPlane(masks, image)) })),
    source: brainStudyAttributes,
    segments: [
      {
        index: 1,
        name: 'Lateral ventricles',
        category: { value: '123037004', scheme: 'SCT', meaning: 'Anatomical Structure' },
        type: { value: '66720007', scheme: 'SCT', meaning: 'Lateral Ventricle' },
      },
    ],
    algorithm: { name: 'Threshold near the caudate nuclei', version: '1', interactive: true },
    series: { number: 10, description: name },
    label: 'VENTRICLES',
    description: `Lateral ventricles on ${instanceNumbers.length} axial images`,
    equipment: { manufacturer: 'Few-Shot Segment demo', model: 'Demo study', version: '1' },
    date: new Date(2024, 0, 2, 9, 10),
    makeUid: (purpose) => deterministicUid(`${name}: ${purpose}`),
  };
}

function describeImage(image: BrainImage): SegImage {
  const [x, y, z, u, v, w] = image.orientation;
  return {
    sopClassUID: mrImageStorage,
    sopInstanceUID: image.uid,
    seriesInstanceUID: image.series.uid,
    frame: 1,
    frames: 1,
    rows: image.rows,
    columns: image.columns,
    geometry: {
      origin: image.position,
      rowCosines: [x, y, z],
      columnCosines: [u, v, w],
      rowSpacing: image.spacing[0],
      columnSpacing: image.spacing[1],
      frameOfReferenceUID: brainStudy.frameOfReferenceUID,
    },
    sliceThickness: image.sliceDistance / 2,
  };
}
