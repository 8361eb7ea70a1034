import type { ReviewAction } from '../../../src/review/ReviewAction';
import { ReviewStep } from '../../../src/review/ReviewStep';
import type { ReviewEvent, ReviewStore } from '../../../src/review/ReviewStore';
import type { ImportedMasks } from '../adapters/ImportedMasks';
import type { PredictedMasks } from '../adapters/PredictedMasks';
import { pushUndo } from '../adapters/pushUndo';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import { roundOf } from './roundOf';
import { clearMessages, type SessionStore } from './SessionStore';

/**
 * The actions that become steps of the viewer's undo history. The viewer itself keeps the reader's strokes
 * there, and the review follows the labelmaps; see `ExampleScanner`.
 */
const UNDOABLE: ReadonlySet<ReviewAction['type']> = new Set([
  'predicted',
  'carriedOver',
  'partlyCorrected',
  'statusSet',
  'trainingSet',
  'markedNegative',
  'takenOver',
  'unmarkedNegative',
]);

/**
 * Makes the changes of the review by predictions and commands steps of the viewer's undo history, in order
 * with the reader's strokes. A prediction run is one step, whatever number of images it changes.
 */
export class UndoSteps {
  private readonly unsubscribe: () => void;
  /** The step of the latest prediction run, which more masks may join. */
  private run: { round: number; step: ReviewStep } | undefined;
  /** The steps since the study was last forgotten; earlier ones have no effect any more. */
  private valid = new WeakSet<ReviewStep>();
  private restoring = false;
  private disposed = false;

  constructor(
    private readonly index: ViewerIndex,
    private readonly store: SessionStore,
    private readonly review: ReviewStore,
    private readonly predicted: PredictedMasks,
    private readonly hooks: {
      /** Ends the prediction that is running. */
      stopPrediction(): void;
      /** Called after a step was undone or repeated. */
      onRestored(): void;
    },
    private readonly imported: Pick<ImportedMasks, 'withdraw' | 'restore'>,
  ) {
    this.unsubscribe = review.subscribe((event) => this.record(event));
  }

  /** Steps that remain in the viewer's history have no effect any more. */
  dispose(): void {
    this.disposed = true;
    this.unsubscribe();
  }

  private record(event: ReviewEvent): void {
    const { action } = event;
    if (action.type === 'forgotten') this.valid = new WeakSet();
    if (this.restoring || action.type === 'batch' || !UNDOABLE.has(action.type)) return;
    const round = action.type === 'predicted' ? action.round : undefined;
    if (round !== undefined && this.run?.round === round) {
      this.run.step.add(action, event);
      return;
    }
    const step = new ReviewStep();
    this.valid.add(step);
    step.add(action, event);
    if (round !== undefined) this.run = { round, step };
    const takeOver = action.type === 'takenOver' ? action.takeOver : undefined;
    pushUndo(this.index.ohif, (isUndo) => this.restore(step, isUndo, takeOver));
  }

  private restore(step: ReviewStep, isUndo: boolean, takeOver?: string): void {
    if (this.disposed || !this.valid.has(step)) return;
    if (this.run?.step === step) this.hooks.stopPrediction();
    this.restoring = true;
    // The viewer may have undone a stroke a moment ago.
    this.predicted.seriesIds.forEach((id) => this.predicted.absorbStrokesOn(id, step.keys));
    const keys = new Set(this.review.dispatch(isUndo ? step.undo : step.redo));
    this.restoring = false;
    if (takeOver !== undefined) {
      if (isUndo) this.imported.withdraw(takeOver);
      else this.imported.restore(takeOver);
      clearMessages(this.store, 'study-masks');
    }
    for (const id of this.predicted.seriesIds) {
      const images = this.index.keysOf(id);
      if (!images.some((key) => keys.has(key))) continue;
      const round = roundOf(this.review.state, images);
      this.store.setState(({ series }) => ({
        series: series.map((entry) =>
          entry.id === id ? { ...entry, round, stage: round > 0 ? 'done' : 'idle', stored: 'no' } : entry,
        ),
      }));
    }
    // At once: the next step may be a stroke, which the viewer undoes in the labelmap as it is.
    for (const id of this.predicted.seriesIds) {
      this.predicted.renderNow(id, keys);
      this.predicted.refreshVisible(id, [...keys]);
    }
    this.hooks.onRestored();
  }
}
