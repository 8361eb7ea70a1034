import type { ExtensionParams } from '../ohif/types';
import { Session } from './Session';

let session: Session | undefined;

/** The session of the present stay in the viewer; it begins when the panel or a command first asks for it. */
export function currentSession(params: ExtensionParams): Session {
  session ??= new Session(params);
  return session;
}

/** Ends the session, if there is one: the reader left the viewer. */
export function endSession(): void {
  session?.dispose();
  session = undefined;
}
