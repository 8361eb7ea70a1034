import { VERSION } from '../../../src/data/version';
import { TRAINING_VERSION, type SavedTraining } from '../../../src/storage/SavedTraining';
import { StorageError } from '../../../src/storage/StorageError';
import { studyKey } from '../../../src/storage/studyKey';
import { StudyStore } from '../../../src/storage/StudyStore';
import type { TrainingCheckpoint } from '../../../src/worker/protocol';
import { errorText } from '../state/SessionError';
import { explainStorage } from './explainStorage';
import type { SavedParts } from './SavedParts';
import { clearMessages, showMessage } from './SessionStore';
import { StudyLock } from './StudyLock';
import { StudyRestorer } from './StudyRestorer';
import { StudySaver } from './StudySaver';

/**
 * Keeps the session's work in the browser's storage: restores it when the study is opened again, then saves
 * every change. Only one tab at a time does so.
 */
export class SavedWork {
  private study: StudyStore | undefined;
  private lock: StudyLock | undefined;
  private restorer: StudyRestorer | undefined;
  private saver: StudySaver | undefined;
  private opening: Promise<void> | undefined;
  private training: SavedTraining | undefined;
  private disposed = false;

  constructor(private readonly session: SavedParts) {
    globalThis.addEventListener?.('beforeunload', this.onLeaving);
    globalThis.addEventListener?.('pagehide', this.onHidden);
  }

  /** Restores what belongs to the series that the viewer lists by now; called before each scan. */
  async beforeScan(): Promise<void> {
    if (!this.opening) {
      const key = this.keyOfStudy();
      // The viewer has not listed the study yet.
      if (key === undefined) return;
      this.opening = this.open(key);
    }
    await this.opening;
    try {
      await this.restorer?.restore();
    } catch (error) {
      const text = `Some saved masks could not be shown; they stay saved. Reload the page. (${errorText(error)})`;
      showMessage(this.session.store, { id: 'restored', kind: 'error', text });
    }
  }

  /**
   * Keeps the position of the running training, so that it can be continued.
   *
   * @param start id of the model that it went on from
   */
  keepTraining(fingerprint: string, checkpoint: TrainingCheckpoint, start?: string): void {
    this.training = {
      version: TRAINING_VERSION,
      software: VERSION,
      savedAt: Date.now(),
      fingerprint,
      start,
      checkpoint: checkpoint as unknown as SavedTraining['checkpoint'],
    };
    this.saveTraining();
  }

  /** Tells the reader that the training can be continued, if a position was kept. */
  trainingInterrupted(): void {
    const { savedAt } = this.training ?? {};
    this.session.store.setState({ interrupted: savedAt === undefined ? undefined : { savedAt } });
  }

  /** Forgets the position of a training that has ended. */
  trainingEnded(): void {
    this.session.store.setState({ interrupted: undefined });
    if (!this.training) return;
    this.training = undefined;
    this.saveTraining();
  }

  /** The position of an interrupted training that an equal request continues; undefined if there is none. */
  interruptedTraining(fingerprint: string): TrainingCheckpoint | undefined {
    if (this.training?.fingerprint !== fingerprint || this.training.software !== VERSION) return undefined;
    return this.training.checkpoint as unknown as TrainingCheckpoint;
  }

  /** Id of the model that the interrupted training went on from. */
  get interruptedStart(): string | undefined {
    return this.training?.start;
  }

  /**
   * Saves all changes now.
   *
   * @returns when everything that could be saved is
   */
  async flush(): Promise<void> {
    await this.saver?.flush();
  }

  /**
   * Erases all that is saved of the study, and begins anew.
   *
   * @throws StorageError when the browser refuses
   */
  async forget(): Promise<void> {
    this.saver?.stop();
    await this.saver?.flush();
    await this.study?.forget();
    this.training = undefined;
    this.restorer = undefined;
    this.session.store.setState(({ saving }) => ({
      restored: undefined,
      interrupted: undefined,
      saving: { phase: saving.phase },
    }));
  }

  /** Saves what changes from now on; after {@link forget}. */
  resume(): void {
    if (this.study && this.session.store.getState().saving.phase !== 'elsewhere')
      this.startSaving(this.study);
  }

  /** Saves the last changes and lets another tab take over. */
  dispose(): void {
    this.disposed = true;
    globalThis.removeEventListener?.('beforeunload', this.onLeaving);
    globalThis.removeEventListener?.('pagehide', this.onHidden);
    const { saver, study, lock } = this;
    saver?.stop();
    void (saver?.flush() ?? Promise.resolve()).then(() => {
      study?.close();
      lock?.release();
    });
  }

  private async open(key: string): Promise<void> {
    const { store } = this.session;
    const study = new StudyStore(key);
    this.study = study;
    const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
    this.lock = new StudyLock(`few-shot-segment ${key}`, locks);
    let begun: Promise<void> | undefined;
    const granted = () => {
      const waited = store.getState().saving.phase === 'elsewhere';
      begun = this.begin(study).then(() => {
        if (!waited || this.disposed) return;
        showMessage(store, {
          id: 'elsewhere',
          kind: 'info',
          text: 'The other tab was closed. This one saves now, with the masks of both.',
        });
        this.session.scanner.schedule();
      });
    };
    if (!(await this.lock.acquire(granted)) && !this.disposed) {
      store.setState({ saving: { phase: 'elsewhere' } });
      const text =
        'This study is open in another tab, which saves it. What you do here is not saved until that tab is closed; then this one takes over.';
      showMessage(store, { id: 'elsewhere', kind: 'warning', text });
    }
    await begun;
  }

  private async begin(study: StudyStore): Promise<void> {
    const { store } = this.session;
    try {
      const loaded = await study.load();
      if (this.disposed) return;
      const restorer = loaded && new StudyRestorer(this.session, loaded);
      this.restorer = restorer;
      this.training = loaded?.training;
      const moved = (await restorer?.begin()) ?? [];
      if (this.disposed) return;
      store.setState({ saving: { phase: 'on', savedAt: loaded?.study?.savedAt } });
      clearMessages(store, 'elsewhere');
      const saver = this.startSaving(study);
      saver.note(moved.map((record) => [record.key, record]));
    } catch (error) {
      explainStorage(store, StorageError.from(error));
      store.setState({ saving: { phase: 'off' } });
    }
  }

  private startSaving(study: StudyStore): StudySaver {
    const { records } = this.session.review.state;
    this.saver = new StudySaver(this.session, study, () => this.restorer?.waitingChoices ?? []);
    // What the reader did before, e.g. while another tab had the lock.
    this.saver.note(Object.entries(records));
    return this.saver;
  }

  private saveTraining(): void {
    if (this.session.store.getState().saving.phase !== 'on') return;
    // Without it a training starts again: not worth a message.
    this.study?.saveTraining(this.training).catch((error: unknown) => {
      console.warn('Few-shot: the position of the training is not saved.', error);
    });
  }

  /** The study by the viewer's address, or by what the viewer lists. */
  private keyOfStudy(): string | undefined {
    const address = new URLSearchParams(window.location.search).getAll('StudyInstanceUIDs');
    const uids = address.flatMap((value) => value.split(',')).filter(Boolean);
    const listed = this.session.index.displaySets.flatMap(({ StudyInstanceUID }) => StudyInstanceUID || []);
    const known = uids.length > 0 ? uids : listed;
    return known.length > 0 ? studyKey(known) : undefined;
  }

  /** The browser asks before it closes a tab whose work is not saved. */
  private readonly onLeaving = (event: BeforeUnloadEvent) => {
    const { saving, examples } = this.session.store.getState();
    const unsaved = saving.phase === 'off' && examples.length > 0;
    if (unsaved || this.saver?.hasChanges) event.preventDefault();
  };

  private readonly onHidden = () => void this.flush();
}
