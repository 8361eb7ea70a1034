import type { Vector3 } from '../data/Image';
import type { SegmentCodes } from '../data/Segment';
import type { Attributes } from './Attributes';
import { itemOf, itemsOf, numberOf, numbersOf, textOf } from './Attributes';
import { readCode, TISSUE } from './codes';

/** A region of interest of an RT structure set. */
export interface Roi extends SegmentCodes {
  number: number;
  name: string;
  /** Red, green and blue, 0..255 each; undefined when there is none. */
  colour?: readonly [number, number, number];
  /** Frame of Reference UID, '' when unknown. */
  frameOfReferenceUID: string;
  /** Closed planar contours: their corners in patient coordinates (LPS, mm). */
  contours: Vector3[][];
  /** SOP Instance UIDs of the images that the contours were drawn on, as far as they are named. */
  images: Set<string>;
}

/** Closed curves; CLOSEDPLANAR_XOR says explicitly what readers do with nested ones anyway. */
const CLOSED = ['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'];
/** A contour encloses an area from this number of corners. */
const LEAST_CORNERS = 3;

/**
 * Reads the regions of an RT structure set (DICOM PS3.3 A.19.3) that have closed contours; points and open
 * lines enclose nothing and are left out.
 *
 * @param attributes of the structure set
 */
export function readStructureSet(attributes: Attributes): Roi[] {
  const drawn = itemsOf(attributes, 'ROIContourSequence');
  const observed = itemsOf(attributes, 'RTROIObservationsSequence');
  return itemsOf(attributes, 'StructureSetROISequence').flatMap((region): Roi[] => {
    const number = numberOf(region, 'ROINumber');
    if (number === undefined) return [];
    const roi: Roi = {
      number,
      name: textOf(region, 'ROIName').trim() || `ROI ${number}`,
      frameOfReferenceUID: textOf(region, 'ReferencedFrameOfReferenceUID'),
      contours: [],
      images: new Set(),
      ...codesOf(observed.filter((other) => numberOf(other, 'ReferencedROINumber') === number)),
    };
    for (const item of drawn.filter((other) => numberOf(other, 'ReferencedROINumber') === number)) {
      const colour = numbersOf(item, 'ROIDisplayColor');
      if (colour?.length === 3 && colour.every(isByte)) roi.colour = [colour[0], colour[1], colour[2]];
      for (const contour of itemsOf(item, 'ContourSequence')) {
        const corners = cornersOf(contour);
        if (!corners || !CLOSED.includes(textOf(contour, 'ContourGeometricType'))) continue;
        roi.contours.push(corners);
        const image = textOf(itemOf(contour, 'ContourImageSequence'), 'ReferencedSOPInstanceUID');
        if (image) roi.images.add(image);
      }
    }
    return roi.contours.length > 0 ? [roi] : [];
  });
}

const isByte = (value: number) => Number.isInteger(value) && value >= 0 && value <= 255;

/**
 * The first RT ROI Identification and Segmented Property Category (PS3.3 C.8.8.8); none for the placeholder
 * that writers of segmentations use for unknown types.
 */
function codesOf(observations: readonly Attributes[]): SegmentCodes {
  for (const observation of observations) {
    const type = readCode(observation, 'RTROIIdentificationCodeSequence');
    if (!type || type.meaning === TISSUE.meaning) continue;
    const category = readCode(observation, 'SegmentedPropertyCategoryCodeSequence');
    return category ? { category, type } : { type };
  }
  return {};
}

function cornersOf(contour: Attributes): Vector3[] | undefined {
  const data = numbersOf(contour, 'ContourData');
  if (!data || data.length % 3 !== 0 || data.length < 3 * LEAST_CORNERS) return undefined;
  return Array.from({ length: data.length / 3 }, (_, i) => [data[3 * i], data[3 * i + 1], data[3 * i + 2]]);
}
