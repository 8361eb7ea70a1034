import { PRODUCT } from '../../../src/dicom/product';

/** The extension's id in OHIF; also the name of its npm package. */
export const EXTENSION_ID = '@few-shot-segment/extension';

/** Name of OHIF's commands context that holds our commands. */
export const COMMANDS_CONTEXT = 'FEW_SHOT';

/** How the descriptions of the series begin that this extension stores. */
export const OWN_DESCRIPTION = 'Few-shot: ';

/** Name of the algorithm in DICOM SEG objects. */
export const ALGORITHM_NAME = `${PRODUCT.name} ${PRODUCT.version}`;
