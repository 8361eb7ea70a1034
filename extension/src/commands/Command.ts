import type { Session } from '../session/Session';
import type { CommandMap, CommandName } from '../state/CommandMap';

/** A command: acts on the session, with the caller's options. */
export type Command<Name extends CommandName> = (
  session: Session,
  options: CommandMap[Name],
) => void | Promise<void>;
