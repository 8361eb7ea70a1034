import type published from './package';
import { getCommandsModule } from './getCommandsModule';
import { getPanelModule } from './getPanelModule';
import { EXTENSION_ID } from './ohif/id';
import { endSession } from './session/currentSession';

/** The OHIF extension: a panel and the commands behind it. */
const extension: typeof published = {
  id: EXTENSION_ID,
  getCommandsModule,
  getPanelModule,
  onModeExit: endSession,
};

export default extension;
