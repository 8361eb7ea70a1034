import type { ObjectKind } from '../../../src/dicom/earlierObjects';
import {
  ENHANCED_SR,
  LABEL_MAP_SEGMENTATION_STORAGE,
  RT_STRUCTURE_SET,
  SEGMENTATION_STORAGE,
} from '../../../src/dicom/sopClasses';
import type { MaskFormat } from '../state/MaskFormat';

/** The formats that are DICOM objects. */
export type ObjectFormat = Exclude<MaskFormat, 'nifti'>;

/** What distinguishes the objects of each format in an archive. */
export const OBJECT_KINDS: Readonly<Record<ObjectFormat | 'report', ObjectKind & { modality: string }>> = {
  seg: { modality: 'SEG', sopClassUID: SEGMENTATION_STORAGE, segmentationType: 'BINARY' },
  labelmap: {
    modality: 'SEG',
    sopClassUID: LABEL_MAP_SEGMENTATION_STORAGE,
    segmentationType: 'LABELMAP',
  },
  fractional: { modality: 'SEG', sopClassUID: SEGMENTATION_STORAGE, segmentationType: 'FRACTIONAL' },
  rtstruct: { modality: 'RTSTRUCT', sopClassUID: RT_STRUCTURE_SET },
  report: { modality: 'SR', sopClassUID: ENHANCED_SR },
};
