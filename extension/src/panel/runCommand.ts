import { COMMANDS_CONTEXT } from '../id';
import type { Session } from '../session/Session';
import { errorText } from '../session/SessionError';
import { showMessage } from '../session/SessionStore';

/** Presses the same button as toolbars, hotkeys and tests do: an OHIF command. Failures become messages. */
export function runCommand({ ohif, store }: Session, command: string, options: object = {}): void {
  const explain = (error: unknown) =>
    showMessage(store, { id: 'command', kind: 'error', text: errorText(error) });
  try {
    const result = ohif.commands.runCommand(command, options, COMMANDS_CONTEXT);
    Promise.resolve(result).catch(explain);
  } catch (error) {
    explain(error);
  }
}
