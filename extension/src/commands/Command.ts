import type { Session } from '../session/Session';

/** A command: acts on the session, with the options that the caller gave. */
export type Command<Options extends object = object, Result = void> = (
  session: Session,
  options: Options,
) => Result;
