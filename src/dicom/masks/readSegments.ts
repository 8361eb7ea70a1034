import type { Attributes } from '../Attributes';
import { itemsOf, numberOf, numbersOf, textOf } from '../Attributes';
import { propertyType, readCode } from '../codes';
import dcmjs from '../quietDcmjs';
import type { MaskSegment } from './ReadMask';

/** The segments that a DICOM segmentation lists, with their names, codes and colours. */
export function readSegments(seg: Attributes): MaskSegment[] {
  return itemsOf(seg, 'SegmentSequence').map((item): MaskSegment => {
    const number = numberOf(item, 'SegmentNumber') ?? 0;
    const type = propertyType(item);
    return {
      number,
      name: textOf(item, 'SegmentLabel').trim() || `Segment ${number}`,
      colour: colourOf(item),
      // The category of a placeholder says no more than the placeholder.
      category: type && readCode(item, 'SegmentedPropertyCategoryCodeSequence'),
      type,
    };
  });
}

/** CIELab as DICOM scales it, 0..65535, to sRGB. */
function colourOf(item: Attributes): MaskSegment['colour'] {
  const lab = numbersOf(item, 'RecommendedDisplayCIELabValue');
  if (lab?.length !== 3) return undefined;
  const [red, green, blue] = dcmjs.data.Colors.dicomlab2RGB(lab).map((component) =>
    Math.min(255, Math.max(0, Math.round(255 * component))),
  );
  return [red, green, blue];
}
