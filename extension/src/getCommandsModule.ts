import { accept } from './commands/accept';
import { acceptSure } from './commands/acceptSure';
import { copyDiagnostics } from './commands/copyDiagnostics';
import { dismissMessage } from './commands/dismissMessage';
import { dismissRestored } from './commands/dismissRestored';
import { download } from './commands/download';
import { draw } from './commands/draw';
import { forgetStudy } from './commands/forgetStudy';
import { jumpToExample } from './commands/jumpToExample';
import { markNothingHere } from './commands/markNothingHere';
import { predict } from './commands/predict';
import { refine } from './commands/refine';
import { reject } from './commands/reject';
import { revertRound } from './commands/revertRound';
import { setFormat } from './commands/setFormat';
import { setReport } from './commands/setReport';
import { setLive } from './commands/setLive';
import { setBackend } from './commands/setBackend';
import { setExampleIncluded } from './commands/setExampleIncluded';
import { prepare } from './commands/prepare';
import { setPreset } from './commands/setPreset';
import { setReviewSort } from './commands/setReviewSort';
import { setSegmentColour } from './commands/setSegmentColour';
import { setSeriesEnabled } from './commands/setSeriesEnabled';
import { setSureFrom } from './commands/setSureFrom';
import { showImage } from './commands/showImage';
import { showNext } from './commands/showNext';
import { showNextExample } from './commands/showNextExample';
import { showPrevious } from './commands/showPrevious';
import { showTour } from './commands/showTour';
import { setStoreMode } from './commands/setStoreMode';
import { stop } from './commands/stop';
import { store } from './commands/store';
import { toggleUncertainty } from './commands/toggleUncertainty';
import { train } from './commands/train';
import { reviewMasks } from './commands/reviewMasks';
import { useMasks } from './commands/useMasks';
import { useOpenedResults } from './commands/useOpenedResults';
import { adaptModel } from './commands/adaptModel';
import { applyModel } from './commands/applyModel';
import { deleteModel } from './commands/deleteModel';
import { extend } from './commands/extend';
import { exportModel } from './commands/exportModel';
import { importModel } from './commands/importModel';
import { listModels } from './commands/listModels';
import { renameSegment } from './commands/renameSegment';
import { renameModel } from './commands/renameModel';
import { saveModel } from './commands/saveModel';
import type { Command } from './commands/Command';
import { COMMANDS_CONTEXT } from './ohif/id';
import type { ExtensionParams } from './ohif/types';
import type { SessionHolder } from './session/SessionHolder';
import type { CommandMap, CommandName } from './state/CommandMap';

const commands: { [Name in CommandName]: Command<Name> } = {
  fewShotTrain: train,
  fewShotRefine: refine,
  fewShotRevertRound: revertRound,
  fewShotSetLive: setLive,
  fewShotStop: stop,
  fewShotPredict: predict,
  fewShotSetFormat: setFormat,
  fewShotSetStoreMode: setStoreMode,
  fewShotSetReport: setReport,
  fewShotStore: store,
  fewShotDownload: download,
  fewShotDraw: draw,
  fewShotMarkNothingHere: markNothingHere,
  fewShotSetExampleIncluded: setExampleIncluded,
  fewShotUseOpenedResults: useOpenedResults,
  fewShotUseMasks: useMasks,
  fewShotReviewMasks: reviewMasks,
  fewShotJumpToExample: jumpToExample,
  fewShotSetSegmentColour: setSegmentColour,
  fewShotRenameSegment: renameSegment,
  fewShotShowImage: showImage,
  fewShotShowNext: showNext,
  fewShotShowPrevious: showPrevious,
  fewShotShowNextExample: showNextExample,
  fewShotAccept: accept,
  fewShotReject: reject,
  fewShotExtend: extend,
  fewShotToggleUncertainty: toggleUncertainty,
  fewShotAcceptSure: acceptSure,
  fewShotSetSureFrom: setSureFrom,
  fewShotSetReviewSort: setReviewSort,
  fewShotPrepare: prepare,
  fewShotSetPreset: setPreset,
  fewShotSetSeriesEnabled: setSeriesEnabled,
  fewShotSetBackend: setBackend,
  fewShotListModels: listModels,
  fewShotSaveModel: saveModel,
  fewShotApplyModel: applyModel,
  fewShotAdaptModel: adaptModel,
  fewShotRenameModel: renameModel,
  fewShotDeleteModel: deleteModel,
  fewShotExportModel: exportModel,
  fewShotImportModel: importModel,
  fewShotForgetStudy: forgetStudy,
  fewShotDismissRestored: dismissRestored,
  fewShotShowTour: showTour,
  fewShotCopyDiagnostics: copyDiagnostics,
  fewShotDismissMessage: dismissMessage,
};

/** OHIF's commands module. Every command acts on the current session. */
export function getCommandsModule(params: ExtensionParams, sessions: SessionHolder) {
  const definitions = Object.fromEntries(
    Object.keys(commands).map((name) => [
      name,
      { commandFn: bindCommand(name as CommandName, params, sessions) },
    ]),
  );
  return { definitions, defaultContext: COMMANDS_CONTEXT };
}

/** OHIF passes an object of options, empty if the caller passed none. */
function bindCommand<Name extends CommandName>(name: Name, params: ExtensionParams, sessions: SessionHolder) {
  return (options: CommandMap[Name]) => commands[name](sessions.open(params), options);
}
