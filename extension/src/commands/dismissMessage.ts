import { clearMessages } from '../session/SessionStore';
import type { Command } from './Command';

interface Options {
  id: string;
}

/** Removes a message from the panel. */
export const dismissMessage: Command<Options> = ({ store }, { id }) => clearMessages(store, id);
