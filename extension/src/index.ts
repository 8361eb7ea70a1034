import './configureZod';
import type published from './package';
import { getCommandsModule } from './getCommandsModule';
import { getPanelModule } from './getPanelModule';
import { EXTENSION_ID } from './ohif/id';
import type { ExtensionParams } from './ohif/types';
import { SessionHolder } from './session/SessionHolder';

/** Creates the OHIF extension: a panel and the commands behind it, which share a session. */
function createExtension(): typeof published {
  const sessions = new SessionHolder();
  return {
    id: EXTENSION_ID,
    preRegistration: ({ appConfig }: { appConfig?: unknown }) => sessions.configure(appConfig),
    getCommandsModule: (params: ExtensionParams) => getCommandsModule(params, sessions),
    getPanelModule: (params: ExtensionParams) => getPanelModule(params, sessions),
    onModeExit: () => sessions.end(),
  };
}

export default createExtension();
