import type { BackendRequest, Preset } from '../../../src/worker/protocol';
import type { ImageKey } from '../../../src/data/ImageKey';
import type { DrawingTool } from './DrawingTool';
import type { MaskFormat } from './MaskFormat';
import type { ReviewSort } from './ReviewSort';
import type { StoreMode } from './StoreMode';

type NoOptions = Record<string, never>;

/** The commands by their names in OHIF, with the options that each takes. */
export interface CommandMap {
  /** Trains on the included examples, then predicts; `resume` continues an interrupted training. */
  fewShotTrain: { resume?: boolean };
  /** Goes on training with the new and corrected masks, then updates the masks that are only proposed. */
  fewShotRefine: NoOptions;
  /** Undoes the last refinement: its model and its masks. */
  fewShotRevertRound: NoOptions;
  /** Sets whether corrections refine the model by themselves, a moment after the last stroke. */
  fewShotSetLive: { live: boolean };
  /** Stops training (the best model so far is kept) or prediction (the masks made so far stay). */
  fewShotStop: NoOptions;
  /** Predicts masks on the ticked series with the current model. */
  fewShotPredict: NoOptions;
  /** Chooses what masks are stored and saved as. */
  fewShotSetFormat: { format: MaskFormat };
  /** Chooses what becomes of masks of the same format that were stored earlier. */
  fewShotSetStoreMode: { mode: StoreMode };
  /** Sets whether a report of the segments' volumes is stored and saved with them. */
  fewShotSetReport: { report: boolean };
  /**
   * Stores the masks of the ticked series in the archive, one object per series; nothing where the archive
   * has the same masks.
   */
  fewShotStore: NoOptions;
  /** Saves the same as files. */
  fewShotDownload: NoOptions;
  /** Selects a drawing tool, the brush by default; creates a labelmap when there is none. */
  fewShotDraw: { tool?: DrawingTool };
  /**
   * Marks an image, by default the active viewport's, as one on which the structure is absent. Toggles the
   * mark when `marked` is omitted.
   */
  fewShotMarkNothingHere: { key?: ImageKey; marked?: boolean };
  /** Includes an example in training, or excludes it; excluded images get predicted masks like any other. */
  fewShotSetExampleIncluded: { key: ImageKey; included: boolean };
  /** Sets whether opened SEGs that this extension stored earlier count as examples. */
  fewShotUseOpenedResults: { used: boolean };
  /**
   * Makes the masks of a stored result of this program, given by its SOP Instance UID, proposals to be
   * accepted or corrected.
   */
  fewShotReviewMasks: { id: string };
  /**
   * Takes the masks of a stored segmentation or structure set, given by its SOP Instance UID, over as
   * examples; images that have a mask keep it.
   */
  fewShotUseMasks: { id: string };
  /** Shows an example's image. */
  fewShotJumpToExample: { key: ImageKey };
  /** Shows a segment of the study, given by its index, in another colour: red, green and blue, 0..255. */
  fewShotSetSegmentColour: { segment: number; colour: readonly [number, number, number] };
  /**
   * Gives a segment of the study, given by its index, another name, everywhere. A name of our list brings its
   * codes along.
   */
  fewShotRenameSegment: { segment: number; name: string };
  /** Shows an image of the study. */
  fewShotShowImage: { key: ImageKey };
  /** Shows the proposed mask that needs the reader most, after the one shown. */
  fewShotShowNext: NoOptions;
  /** Shows the mask that comes before the one shown in order of need, whatever its status. */
  fewShotShowPrevious: NoOptions;
  /** Shows the next drawn or corrected image. */
  fewShotShowNextExample: NoOptions;
  /**
   * Accepts the mask of an image, by default the one shown, and then shows the next one. An accepted mask
   * becomes a proposal again.
   */
  fewShotAccept: { key?: ImageKey };
  /**
   * Rejects the mask of an image, by default the one shown, and then shows the next one. A rejected mask
   * becomes a proposal again.
   */
  fewShotReject: { key?: ImageKey };
  /**
   * Carries the mask of the shown image, which the reader drew, corrected or accepted, over to the next
   * images on both sides as proposals.
   */
  fewShotExtend: NoOptions;
  /** Lays over the shown image how undecided the model is at each pixel, or removes that map. */
  fewShotToggleUncertainty: NoOptions;
  /** Accepts all proposed masks of the ticked series that are at least as sure as the chosen limit. */
  fewShotAcceptSure: NoOptions;
  /** Sets that limit, 0..1. */
  fewShotSetSureFrom: { sureFrom: number };
  /** Sorts the review list. */
  fewShotSetReviewSort: { sort: ReviewSort };
  /** Starts the engine, and compiles what the next training will need, while the reader still draws. */
  fewShotPrepare: NoOptions;
  /** Chooses how long and at which resolution to train. */
  fewShotSetPreset: { preset: Preset };
  /** Ticks or unticks a series: ticked series get masks and are stored. */
  fewShotSetSeriesEnabled: { series: string; enabled: boolean };
  /** Chooses the backend of the next training or prediction; stops what is running. */
  fewShotSetBackend: { backend: BackendRequest };
  /** Erases what is saved of this study in the browser, its masks in the viewer and the model. */
  fewShotForgetStudy: NoOptions;
  /** Lists the models of the library and of the server. */
  fewShotListModels: NoOptions;
  /** Saves the current model in the library, without anything of the patient. */
  fewShotSaveModel: { name?: string };
  /** Predicts the ticked series with a model of the library, or else the series in the active viewport. */
  fewShotApplyModel: { id: string };
  /** Trains on the examples, going on from a model of the library. */
  fewShotAdaptModel: { id: string };
  fewShotRenameModel: { id: string; name: string };
  fewShotDeleteModel: { id: string };
  /** Saves a model of the library as a safetensors file. */
  fewShotExportModel: { id: string };
  /** Adds a model file to the library. */
  fewShotImportModel: { file: File };
  /** Hides the notice about restored work. */
  fewShotDismissRestored: NoOptions;
  /** Shows the first-use tour again, after a reload of the page. */
  fewShotShowTour: NoOptions;
  /** Copies computer, browser, versions and self-test results as JSON. */
  fewShotCopyDiagnostics: NoOptions;
  /** Removes a message from the panel. */
  fewShotDismissMessage: { id: string };
}

export type CommandName = keyof CommandMap;

/** A command's name and, if it takes any, its options: the arguments of a call. */
export type CommandCall = {
  [Name in CommandName]: NoOptions extends CommandMap[Name]
    ? [command: Name, options?: CommandMap[Name]]
    : [command: Name, options: CommandMap[Name]];
}[CommandName];
