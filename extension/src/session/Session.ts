import { EngineClient } from '../../../src/worker/EngineClient';
import type { EngineError } from '../../../src/worker/EngineError';
import { SeriesNumbers } from '../../../src/dicom/SeriesNumbers';
import { ReviewStore } from '../../../src/review/ReviewStore';
import { ImportedMasks } from '../adapters/ImportedMasks';
import { PredictedMasks } from '../adapters/PredictedMasks';
import { RestoredMasks } from '../adapters/RestoredMasks';
import { ViewerIndex } from '../adapters/ViewerIndex';
import { Ohif } from '../ohif/Ohif';
import type { ExtensionParams } from '../ohif/types';
import { assetsUrl } from './assetsUrl';
import { ExampleScanner } from './ExampleScanner';
import { explainEngineLoss } from './explainEngineLoss';
import { LiveRefinement } from './LiveRefinement';
import { ReviewMarks } from './ReviewMarks';
import { ModelShelf } from './ModelShelf';
import type { Configuration } from './parseConfiguration';
import { parseUrlOptions, type UrlOptions } from './parseUrlOptions';
import { SavedWork } from './SavedWork';
import { createSessionStore, showMessage, type SessionStore } from './SessionStore';
import { Rounds } from './Rounds';
import { Suggestions } from './Suggestions';
import { TrainingPreviews } from './TrainingPreviews';
import { UncertaintyMap } from './UncertaintyMap';
import { UndoSteps } from './UndoSteps';
import { ViewerWatch } from './ViewerWatch';

/** All state from entering the mode until leaving it. Commands act on it; the panel shows its store. */
export class Session {
  readonly ohif: Ohif;
  readonly store: SessionStore = createSessionStore();
  readonly options: UrlOptions;
  readonly engine: EngineClient;
  /** The masks of the study, updated by scans and predictions. */
  readonly review = new ReviewStore();
  readonly index: ViewerIndex;
  readonly predicted: PredictedMasks;
  /** Labelmaps with the masks of an earlier visit. */
  readonly restored: RestoredMasks;
  /** Labelmaps with masks of stored objects. */
  readonly imported: ImportedMasks;
  readonly scanner: ExampleScanner;
  readonly rounds: Rounds;
  /** What is kept in the browser's storage. */
  readonly saved: SavedWork;
  /** Models that outlive the study. */
  readonly shelf: ModelShelf;
  /** Assigns numbers to the series that are stored and downloaded. */
  readonly seriesNumbers = new SeriesNumbers();
  /** Set while masks are being predicted; aborts the prediction. */
  prediction: AbortController | undefined;
  private readonly watch: ViewerWatch;
  private readonly marks: ReviewMarks;
  private readonly undo: UndoSteps;
  private readonly suggestions: Suggestions;
  /** Refines by itself after corrections, if the reader wants that. */
  readonly live: LiveRefinement;
  /** What a running training has learnt so far, over the shown images. */
  readonly previews: TrainingPreviews;
  /** What the model is unsure of, over the shown image. */
  readonly uncertainty: UncertaintyMap;
  private readonly unsubscribe: (() => void)[];

  constructor(
    params: ExtensionParams,
    { sharedModels, problems }: Configuration = { problems: [] },
    createEngine: (options: UrlOptions) => EngineClient = createEngineClient,
  ) {
    this.ohif = new Ohif(params);
    this.options = parseUrlOptions(window.location.search);
    this.engine = createEngine(this.options);
    this.index = new ViewerIndex(this.ohif);
    this.predicted = new PredictedMasks(this.index, this.review);
    this.restored = new RestoredMasks(this.index);
    this.imported = new ImportedMasks(this.index);
    const { index, store, review, predicted, restored, imported } = this;
    this.scanner = new ExampleScanner(index, store, review, predicted, restored, imported);
    this.watch = new ViewerWatch(this.ohif, store, this.scanner, predicted, restored, imported);
    this.rounds = new Rounds(this.store, this.review);
    this.saved = new SavedWork(this);
    this.shelf = new ModelShelf(this.store, this.index, sharedModels);
    this.scanner.beforeScan = () => this.saved.beforeScan();
    this.live = new LiveRefinement(this.store, this.review);
    this.previews = new TrainingPreviews(this);
    this.marks = new ReviewMarks(this.index, this.store, (shown) => this.previews.follow(shown));
    this.suggestions = new Suggestions(this.index, this.store);
    this.uncertainty = new UncertaintyMap(this);
    this.undo = new UndoSteps(
      this.index,
      this.store,
      this.review,
      this.predicted,
      {
        stopPrediction: () => this.prediction?.abort(),
        onRestored: () => {
          this.scanner.project();
          this.scanner.schedule();
        },
      },
      imported,
    );
    this.unsubscribe = [
      this.engine.onLost((error: EngineError) => explainEngineLoss(this.store, error)),
      this.engine.onRecovered((backend, text) => {
        this.store.setState({ backend });
        showMessage(this.store, { id: 'engine', kind: 'info', text });
      }),
    ];
    [...problems, ...this.options.problems].forEach((text, i) => {
      showMessage(this.store, { id: `address-${i}`, kind: 'warning', text });
    });
  }

  /** Stops all work and frees the engine; the viewer keeps its segmentations. */
  dispose(): void {
    this.prediction?.abort();
    this.watch.dispose();
    this.marks.dispose();
    this.previews.dispose();
    this.undo.dispose();
    this.uncertainty.dispose();
    this.suggestions.dispose();
    this.live.dispose();
    this.rounds.dispose();
    this.scanner.dispose();
    this.saved.dispose();
    this.shelf.close();
    this.unsubscribe.forEach((unsubscribe) => unsubscribe());
    void this.engine.close().catch(() => undefined);
  }
}

function createEngineClient({ backend }: UrlOptions): EngineClient {
  return new EngineClient(
    () =>
      new Worker(new URL(/* webpackIgnore: true */ './few-shot-worker.js', import.meta.url), {
        type: 'module',
      }),
    { backend, assetsUrl: assetsUrl() },
  );
}
