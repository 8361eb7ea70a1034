import type { Preset } from '../../../src/worker/protocol';
import type { Command } from './Command';

interface Options {
  preset: Preset;
}

/** Chooses how long and how finely to train. */
export const setPreset: Command<Options> = ({ store }, { preset }) => {
  if (!['fast', 'balanced', 'thorough'].includes(preset)) {
    throw new Error(`fewShotSetPreset: preset must be fast, balanced or thorough, not ${String(preset)}`);
  }
  store.setState({ preset });
};
