import { VERSION } from '../data/version';

/** What DICOM objects say of the program that made them. */
export const PRODUCT = { name: 'Few-Shot Segment', version: VERSION };
