/** SOP Class UID of binary and fractional segmentations. */
export const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';
/** SOP Class UID of label map segmentations (Supplement 243). */
export const LABEL_MAP_SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.7';
/** SOP Class UID of RT structure sets. */
export const RT_STRUCTURE_SET = '1.2.840.10008.5.1.4.1.1.481.3';
/** SOP Class UID of enhanced structured reports. */
export const ENHANCED_SR = '1.2.840.10008.5.1.4.1.1.88.22';
/** Enhanced PET Image Storage. */
export const ENHANCED_PET = '1.2.840.10008.5.1.4.1.1.130';
