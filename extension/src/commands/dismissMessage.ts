import { clearMessages } from '../session/SessionStore';
import type { Command } from './Command';

/** Removes a message from the panel. */
export const dismissMessage: Command<'fewShotDismissMessage'> = ({ store }, { id }) =>
  clearMessages(store, id);
