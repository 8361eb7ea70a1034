import { COMMANDS_CONTEXT } from '../ohif/id';
import type { Session } from '../session/Session';
import type { CommandCall } from '../state/CommandMap';
import { errorText } from '../state/SessionError';
import { showMessage } from '../session/SessionStore';

/** Runs one of our commands through OHIF, as toolbars, hotkeys and tests do. Failures become messages. */
export function runCommand({ ohif, store }: Session, [command, options = {}]: CommandCall): void {
  const explain = (error: unknown) =>
    showMessage(store, { id: 'command', kind: 'error', text: errorText(error) });
  try {
    const result = ohif.commands.runCommand(command, options, COMMANDS_CONTEXT);
    Promise.resolve(result).catch(explain);
  } catch (error) {
    explain(error);
  }
}
