import packageDescription from '../../package.json';

/** What DICOM objects say of the program that made them. */
export const PRODUCT = { name: 'Few-Shot Segment', version: packageDescription.version };
