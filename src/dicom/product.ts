import { VERSION } from '../data/version';

/** Name and version of this program in DICOM objects. */
export const PRODUCT = { name: 'Few-Shot Segment', version: VERSION };
