import type { Command } from './Command';

/** Chooses how long and at which resolution to train. */
export const setPreset: Command<'fewShotSetPreset'> = ({ store }, { preset }) => {
  if (!['fast', 'balanced', 'thorough'].includes(preset)) {
    throw new Error(`fewShotSetPreset: preset must be fast, balanced or thorough, not ${String(preset)}`);
  }
  store.setState({ preset });
};
