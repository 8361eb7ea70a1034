import type { ExtensionParams } from '../ohif/types';
import { Session } from './Session';

/** Holds the current session. */
export class SessionHolder {
  private session: Session | undefined;

  /** Returns the current session; begins one when there is none. */
  open(params: ExtensionParams): Session {
    this.session ??= new Session(params);
    return this.session;
  }

  /** Ends the session, if there is one, when the reader leaves the mode. */
  end(): void {
    this.session?.dispose();
    this.session = undefined;
  }
}
