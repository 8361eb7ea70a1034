import { itemsOf, textOf } from '../../../src/dicom/Attributes';
import { readCode } from '../../../src/dicom/codes';
import type { Segment } from '../../../src/data/Segment';
import type { Ohif } from '../ohif/Ohif';

/**
 * The coded category and type of the segment with this name in a SEG of the study; empty when there is none.
 * Ignores case and surrounding spaces of the name.
 */
export function segmentCodes({ services }: Ohif, name: string): Pick<Segment, 'category' | 'type'> {
  const wanted = name.trim().toLowerCase();
  for (const { Modality, instance } of services.displaySetService.getActiveDisplaySets()) {
    if (Modality !== 'SEG' || !instance) continue;
    for (const item of itemsOf({ ...instance }, 'SegmentSequence')) {
      if (textOf(item, 'SegmentLabel').trim().toLowerCase() !== wanted) continue;
      return {
        category: readCode(item, 'SegmentedPropertyCategoryCodeSequence'),
        type: readCode(item, 'SegmentedPropertyTypeCodeSequence'),
      };
    }
  }
  return {};
}
