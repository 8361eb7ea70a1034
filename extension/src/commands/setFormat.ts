import { MASK_FORMATS } from '../state/MaskFormat';
import type { Command } from './Command';

/** Chooses what masks are stored and saved as. */
export const setFormat: Command<'fewShotSetFormat'> = ({ store }, { format }) => {
  if (!Object.hasOwn(MASK_FORMATS, format)) {
    const names = Object.keys(MASK_FORMATS).join(', ');
    throw new Error(`fewShotSetFormat: format must be one of ${names}, not ${String(format)}`);
  }
  store.setState({ format });
};
