import { copyDiagnostics } from './commands/copyDiagnostics';
import { dismissMessage } from './commands/dismissMessage';
import { download } from './commands/download';
import { draw } from './commands/draw';
import { jumpToExample } from './commands/jumpToExample';
import { markNothingHere } from './commands/markNothingHere';
import { predict } from './commands/predict';
import { setBackend } from './commands/setBackend';
import { setExampleIncluded } from './commands/setExampleIncluded';
import { setPreset } from './commands/setPreset';
import { setSeriesEnabled } from './commands/setSeriesEnabled';
import { stop } from './commands/stop';
import { store } from './commands/store';
import { train } from './commands/train';
import { useOpenedResults } from './commands/useOpenedResults';
import { COMMANDS_CONTEXT } from './id';
import type { ExtensionParams } from './ohif/types';
import { currentSession } from './session/currentSession';
import type { Session } from './session/Session';

/** The commands by the name under which OHIF runs them; the README lists their options. */
const commands = {
  fewShotTrain: train,
  fewShotStop: stop,
  fewShotPredict: predict,
  fewShotStore: store,
  fewShotDownload: download,
  fewShotDraw: draw,
  fewShotMarkNothingHere: markNothingHere,
  fewShotSetExampleIncluded: setExampleIncluded,
  fewShotUseOpenedResults: useOpenedResults,
  fewShotJumpToExample: jumpToExample,
  fewShotSetPreset: setPreset,
  fewShotSetSeriesEnabled: setSeriesEnabled,
  fewShotSetBackend: setBackend,
  fewShotCopyDiagnostics: copyDiagnostics,
  fewShotDismissMessage: dismissMessage,
};

export type CommandName = keyof typeof commands;

type AnyCommand = (session: Session, options: object) => unknown;

/** OHIF's commands module. Every command acts on the session of the present stay in the viewer. */
export function getCommandsModule(params: ExtensionParams) {
  const actions: Record<string, (options?: object) => unknown> = {};
  for (const [name, command] of Object.entries(commands)) {
    actions[name] = (options = {}) => (command as AnyCommand)(currentSession(params), options);
  }
  const definitions = Object.fromEntries(
    Object.entries(actions).map(([name, commandFn]) => [name, { commandFn }]),
  );
  return { actions, definitions, defaultContext: COMMANDS_CONTEXT };
}
