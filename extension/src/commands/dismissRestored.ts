import type { Command } from './Command';

/** Hides the notice about restored work. */
export const dismissRestored: Command<'fewShotDismissRestored'> = ({ store }) =>
  store.setState({ restored: undefined });
