import type { ExtensionParams } from '../ohif/types';
import { Session } from './Session';

/** Holds the session of the present stay in the viewer. */
export class SessionHolder {
  private session: Session | undefined;

  /** Returns the present session; begins one when there is none. */
  open(params: ExtensionParams): Session {
    this.session ??= new Session(params);
    return this.session;
  }

  /** Ends the session, if there is one: the reader left the viewer. */
  end(): void {
    this.session?.dispose();
    this.session = undefined;
  }
}
