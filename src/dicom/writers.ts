/** The writers of masks, which the viewer loads together on first use. */
export { niftiLabels } from './niftiLabels';
export { writeSeg } from './writeSeg';
export { writeStructureSet } from './writeStructureSet';
