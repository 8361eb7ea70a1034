import type { Command } from './Command';

/** Shows the uncertainty map, or removes it. */
export const toggleUncertainty: Command<'fewShotToggleUncertainty'> = ({ uncertainty }) =>
  uncertainty.toggle();
