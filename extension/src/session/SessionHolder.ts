import type { ExtensionParams } from '../ohif/types';
import { followReviewLink } from './followReviewLink';
import { parseConfiguration, type Configuration } from './parseConfiguration';
import { Session } from './Session';

/** Holds the current session. */
export class SessionHolder {
  private session: Session | undefined;
  private configuration: Configuration | undefined;

  /** Reads the settings of sessions from the viewer's configuration, `window.config`. */
  configure(appConfig: unknown): void {
    this.configuration = parseConfiguration(appConfig);
  }

  /** Returns the current session; begins one when there is none. */
  open(params: ExtensionParams): Session {
    if (!this.session) {
      this.session = new Session(params, this.configuration);
      followReviewLink(this.session);
    }
    return this.session;
  }

  /** Ends the session, if there is one, when the reader leaves the mode. */
  end(): void {
    this.session?.dispose();
    this.session = undefined;
  }
}
