import type { ImageKey } from '../../../src/data/ImageKey';
import type { ReviewRecord } from '../../../src/review/ReviewRecord';
import type { SavedChoices } from '../../../src/storage/SavedStudy';
import { StorageError } from '../../../src/storage/StorageError';
import type { StudyChanges, StudyStore } from '../../../src/storage/StudyStore';
import type { TrainedModel } from '../../../src/worker/protocol';
import type { SessionState } from '../state/SessionState';
import { explainStorage } from './explainStorage';
import type { SavedParts } from './SavedParts';
import { clearMessages, showMessage } from './SessionStore';

/** Changes within this time are saved together, ms. */
const DELAY_MS = 150;
/** Time after which a failed attempt is repeated, ms. */
const RETRY_MS = 5000;

/** Saves the review, the panel's choices and the model as they change; only changed records are written. */
export class StudySaver {
  private changed = new Map<ImageKey, ReviewRecord | undefined>();
  /** What was last written besides records, as JSON. */
  private written = '';
  private model: TrainedModel | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private saving: Promise<void> = Promise.resolve();
  private stopped = false;
  private readonly unsubscribe: (() => void)[];

  /** @param waitingChoices returns the choices about series that the viewer has not listed yet */
  constructor(
    private readonly session: Pick<SavedParts, 'store' | 'review' | 'scanner' | 'rounds'>,
    private readonly study: StudyStore,
    private readonly waitingChoices: () => SavedChoices['series'],
  ) {
    const { store, review } = session;
    this.model = store.getState().model;
    this.written = JSON.stringify(this.describe());
    this.unsubscribe = [
      review.subscribe(({ action, keys, state }) => {
        // These are saved already.
        if (action.type !== 'restored') this.note(keys.map((key) => [key, state.records[key]]));
      }),
      store.subscribe((now, before) => {
        if (WATCHED.some((name) => now[name] !== before[name])) this.schedule();
      }),
    ];
  }

  /** Whether something is not saved yet. */
  get hasChanges(): boolean {
    return this.changed.size > 0;
  }

  /** Marks records as changed. */
  note(records: readonly (readonly [ImageKey, ReviewRecord | undefined])[]): void {
    for (const [key, record] of records) this.changed.set(key, record);
    this.schedule();
  }

  /** Saves all changes now; never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saving = this.saving.then(() => this.save());
    return this.saving;
  }

  /** Ends saving; what changes from now on is not saved. */
  stop(): void {
    this.unsubscribe.forEach((unsubscribe) => unsubscribe());
    clearTimeout(this.timer);
    this.stopped = true;
  }

  private schedule(delay = DELAY_MS): void {
    if (!this.stopped) this.timer ??= setTimeout(() => void this.flush(), delay);
  }

  private async save(): Promise<void> {
    const { store } = this.session;
    const { model } = store.getState();
    const study = this.describe();
    const written = JSON.stringify(study);
    const isEmpty = this.changed.size === 0 && study.segments.length === 0 && !model && !this.model;
    if (isEmpty || (this.changed.size === 0 && written === this.written && model === this.model)) return;
    const records = this.changed;
    this.changed = new Map();
    try {
      const savedAt = await this.study.save({ study, records });
      this.written = written;
      store.setState({ saving: { phase: 'on', savedAt } });
      clearMessages(store, 'saving');
    } catch (error) {
      this.changed = new Map([...records, ...this.changed]);
      this.fail(StorageError.from(error));
      return;
    }
    if (model !== this.model) await this.saveModel(model);
  }

  private async saveModel(model: TrainedModel | undefined): Promise<void> {
    const { store } = this.session;
    // Tried once for each model: a later attempt would fail for the same reason.
    this.model = model;
    try {
      await this.study.saveModel(model?.bytes);
      clearMessages(store, 'saving-model');
    } catch (error) {
      const full = StorageError.from(error).code === 'full' ? " The browser's storage is full." : '';
      const text = `The masks are saved, but the model is not.${full} It is lost when this tab is closed.`;
      showMessage(store, { id: 'saving-model', kind: 'warning', text });
    }
  }

  private fail(error: StorageError): void {
    const { store } = this.session;
    explainStorage(store, error);
    const { savedAt } = store.getState().saving;
    store.setState({ saving: { phase: 'off', savedAt } });
    if (error.code === 'full' || error.code === 'failed') this.schedule(RETRY_MS);
    else this.stop();
  }

  private describe(): StudyChanges['study'] {
    const { store, review, scanner, rounds } = this.session;
    const { preset, prediction, series, examples, format, storeMode, report } = store.getState();
    const chosen = series.flatMap((entry) => {
      const enabled = scanner.choiceOf(entry);
      const { id, round, stage } = entry;
      return enabled !== null || round > 0 ? [{ id, enabled, round, done: stage === 'done' }] : [];
    });
    return {
      segments: review.state.segments.map((segment) => ({
        ...segment,
        colour: [...scanner.colourOf(segment.index)],
      })),
      choices: {
        preset,
        round: prediction.round,
        total: prediction.total,
        series: [...chosen, ...this.waitingChoices()],
        storing: { format, mode: storeMode, report },
        learnt: examples.flatMap(({ key }) => (rounds.isNew(key) ? [] : [key])),
      },
    };
  }
}

/** The parts of the panel's state that are saved, or change with what is saved. */
const WATCHED: readonly (keyof SessionState)[] = [
  'segments',
  'series',
  'preset',
  'prediction',
  'model',
  'newExamples',
  'format',
  'storeMode',
  'report',
];
