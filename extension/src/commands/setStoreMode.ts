import { STORE_MODES } from '../state/StoreMode';
import type { Command } from './Command';

/** Chooses what becomes of masks that were stored earlier. */
export const setStoreMode: Command<'fewShotSetStoreMode'> = ({ store }, { mode }) => {
  if (!Object.hasOwn(STORE_MODES, mode)) {
    const names = Object.keys(STORE_MODES).join(', ');
    throw new Error(`fewShotSetStoreMode: mode must be one of ${names}, not ${String(mode)}`);
  }
  store.setState({ storeMode: mode });
};
