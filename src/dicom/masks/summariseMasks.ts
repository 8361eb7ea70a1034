import type { Attributes } from '../Attributes';
import { itemsOf, textOf } from '../Attributes';
import { LABEL_MAP_SEGMENTATION_STORAGE, RT_STRUCTURE_SET, SEGMENTATION_STORAGE } from '../sopClasses';

/** What a mask object is, and on which images, as its header says. */
export interface MaskSummary {
  kind: 'RT Structure Set' | 'DICOM SEG' | 'DICOM SEG, label map' | 'DICOM SEG, probabilities';
  /** Number of segments or regions. */
  segments: number;
  /** Series Instance UIDs of the series that it refers to. */
  series: ReadonlySet<string>;
  /** Frames of reference in which its masks lie. */
  spaces: ReadonlySet<string>;
}

/** Summarises the header of a DICOM segmentation or RT structure set; undefined for another object. */
export function summariseMasks(attributes: Attributes): MaskSummary | undefined {
  switch (textOf(attributes, 'SOPClassUID')) {
    case LABEL_MAP_SEGMENTATION_STORAGE:
      return summariseSeg(attributes, 'DICOM SEG, label map');
    case SEGMENTATION_STORAGE: {
      const isFractional = textOf(attributes, 'SegmentationType') === 'FRACTIONAL';
      return summariseSeg(attributes, isFractional ? 'DICOM SEG, probabilities' : 'DICOM SEG');
    }
    case RT_STRUCTURE_SET: {
      const spaces = itemsOf(attributes, 'ReferencedFrameOfReferenceSequence');
      const regions = itemsOf(attributes, 'StructureSetROISequence');
      const series = spaces
        .flatMap((space) => itemsOf(space, 'RTReferencedStudySequence'))
        .flatMap((study) => itemsOf(study, 'RTReferencedSeriesSequence'));
      return {
        kind: 'RT Structure Set',
        segments: regions.length,
        series: uids(series, 'SeriesInstanceUID'),
        spaces: new Set([
          ...uids(spaces, 'FrameOfReferenceUID'),
          ...uids(regions, 'ReferencedFrameOfReferenceUID'),
        ]),
      };
    }
    default:
      return undefined;
  }
}

function summariseSeg(attributes: Attributes, kind: MaskSummary['kind']): MaskSummary {
  return {
    kind,
    segments: itemsOf(attributes, 'SegmentSequence').length,
    series: uids(itemsOf(attributes, 'ReferencedSeriesSequence'), 'SeriesInstanceUID'),
    spaces: uids([attributes], 'FrameOfReferenceUID'),
  };
}

function uids(items: readonly Attributes[], keyword: string): Set<string> {
  return new Set(items.map((item) => textOf(item, keyword)).filter((uid) => uid !== ''));
}
