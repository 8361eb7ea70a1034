import type { LibraryEntry } from '../../../src/storage/LibraryEntry';
import { ModelLibrary } from '../../../src/storage/ModelLibrary';
import { StorageError } from '../../../src/storage/StorageError';
import type { TrainedModel } from '../../../src/worker/protocol';
import { readTrainedModel } from '../../../src/worker/readTrainedModel';
import { shareModel } from '../../../src/worker/shareModel';
import { downloadFile } from '../adapters/downloadFile';
import { paintPair } from '../adapters/paintPair';
import type { ViewerIndex } from '../adapters/ViewerIndex';
import { errorText, SessionError } from '../state/SessionError';
import type { ListedModel } from '../state/SessionState';
import { modelMisfits, type StudyKind } from './modelMisfits';
import { clearMessages, showMessage, type SessionStore } from './SessionStore';
import { SharedModels, type OfferedModel } from './SharedModels';

/** Begins the id of a model that the server offers; its file name follows. */
const SHARED = 'shared:';

/** The models that outlive the study: the reader's own, and those that the server offers. */
export class ModelShelf {
  private readonly library = new ModelLibrary();

  /** @param sharedAddress of the server's list of models; undefined if it offers none */
  constructor(
    private readonly store: SessionStore,
    private readonly index: ViewerIndex,
    private readonly sharedAddress: string | undefined,
  ) {}

  /** Lists all models in the panel. */
  async refresh(): Promise<void> {
    clearMessages(this.store, 'models');
    const study = this.studyKind();
    const own = await this.attempt(() => this.library.list());
    const offered = await this.attempt(async () => this.shared()?.list());
    const models = [
      ...(own ?? []).map((entry) => describeOwn(entry, study)),
      ...(offered ?? []).map((entry) => describeOffered(entry, study)),
    ];
    this.store.setState({ models });
  }

  /** Saves the current model; its segments' names are its name by default. */
  async save(name?: string): Promise<void> {
    const { model, training } = this.store.getState();
    if (!model) throw new SessionError('There is no model yet. Train first.');
    const [pair] = training.pairs;
    const thumbnail = pair && paintPair(pair);
    const saved = shareModel(model.bytes, {
      name: name?.trim() || undefined,
      savedAt: Date.now(),
      thumbnail,
    });
    await this.put(saved.entry, saved.bytes);
  }

  async rename(id: string, name: string): Promise<void> {
    if (!name.trim()) throw new SessionError('A model needs a name.');
    // Its file takes the name, too: this is what a study gets that applies it.
    const { entry, bytes } = shareModel(await this.read(id), { name: name.trim() });
    await this.put({ ...entry, id }, bytes);
  }

  async delete(id: string): Promise<void> {
    await this.library.delete(id).catch(explain);
    await this.refresh();
  }

  /** Saves a model as a file, under its name in the library. */
  async export(id: string): Promise<void> {
    const name = this.store.getState().models?.find((model) => model.id === id)?.name;
    const { entry, bytes } = shareModel(await this.read(id), { name });
    downloadFile(bytes, `${entry.name.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 60) || 'model'}.safetensors`);
  }

  /** Adds a model file to the library. */
  async import(file: File): Promise<void> {
    const { entry, bytes } = shareModel(await file.arrayBuffer());
    await this.put(entry, bytes);
  }

  /** A model for this study. */
  async open(id: string): Promise<TrainedModel> {
    return readTrainedModel(await this.read(id));
  }

  close(): void {
    this.library.close();
  }

  private async put(entry: LibraryEntry, bytes: ArrayBuffer): Promise<void> {
    await this.library.put(entry, bytes).catch(explain);
    await this.refresh();
  }

  private async read(id: string): Promise<ArrayBuffer> {
    if (id.startsWith(SHARED)) {
      const bytes = await this.shared()?.read(id.slice(SHARED.length));
      if (bytes) return bytes;
    } else {
      const bytes = await this.library.read(id).catch(explain);
      if (bytes) return bytes;
    }
    throw new SessionError('This model is no longer there. Open the list again.');
  }

  private shared(): SharedModels | undefined {
    return this.sharedAddress === undefined ? undefined : new SharedModels(this.sharedAddress);
  }

  /** One source that fails does not hide the other. */
  private async attempt<T>(list: () => Promise<T>): Promise<T | undefined> {
    try {
      return await list();
    } catch (error) {
      showMessage(this.store, { id: 'models', kind: 'warning', text: errorText(error) });
      return undefined;
    }
  }

  /** What the ticked series show; all series if none is ticked. */
  private studyKind(): StudyKind {
    const usable = this.store.getState().series.filter(({ problem }) => problem === '');
    const ticked = usable.filter(({ enabled }) => enabled);
    const series = ticked.length > 0 ? ticked : usable;
    return {
      modalities: [...new Set(series.map(({ modality }) => modality))],
      bodyParts: [...new Set(series.flatMap(({ id }) => this.index.bodyPartOf(id) ?? []))],
      units: series.map(({ unit }) => unit),
      colour: series.some(({ id }) => this.index.isColour(id)),
    };
  }
}

function describeOwn(entry: LibraryEntry, study: StudyKind): ListedModel {
  const { id, name, modalities, units, bodyParts, images, validationDice } = entry;
  const { validatedOn, preset, thumbnail } = entry;
  const dice = validatedOn === 'same' ? '' : `Dice ${validationDice.toFixed(2)}`;
  const kind = [...modalities, ...units, ...bodyParts].join(' ');
  const date = new Date(entry.savedAt).toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  const facts = [kind, dice, `${images} examples`, preset, date].filter(Boolean).join(' · ');
  return { id, name, shared: false, facts, thumbnail, misfits: modelMisfits(entry, study) };
}

function describeOffered(model: OfferedModel, study: StudyKind): ListedModel {
  const { file, name, modalities, units, bodyParts } = model;
  return {
    id: SHARED + file,
    name: name ?? file.replace(/\.safetensors$/, ''),
    shared: true,
    facts: ['shared', ...modalities, ...units, ...bodyParts].join(' · '),
    misfits: modelMisfits(model, study),
  };
}

/** Says in words why the library failed. */
function explain(error: unknown): never {
  const { code, message } = StorageError.from(error);
  const why = {
    full: "the browser's storage is full. Delete models that you no longer need, or export them first",
    unavailable: 'this browser does not let the page save (private window, or storage is blocked)',
    newer: 'a later release has used it. Reload the page',
    taken: message,
    failed: message,
  }[code];
  throw new SessionError(`The model library failed: ${why}.`);
}
