/** What the viewer loads together when it first writes masks. */
export { niftiLabels } from './niftiLabels';
export { readPart10 } from './readPart10';
export { writeReport } from './writeReport';
export { writeSeg } from './writeSeg';
export { writeStructureSet } from './writeStructureSet';
