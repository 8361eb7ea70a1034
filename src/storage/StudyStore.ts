import type { IDBPDatabase } from 'idb';
import type { ImageKey } from '../data/ImageKey';
import type { ReviewRecord } from '../review/ReviewRecord';
import { DatabaseConnection } from './DatabaseConnection';
import type { FewShotDatabase } from './FewShotDatabase';
import { savedStudySchema, STUDY_VERSION, type SavedStudy } from './SavedStudy';
import { savedTrainingSchema, type SavedTraining } from './SavedTraining';
import { makeBlob } from './makeBlob';
import { packArrays, unpackArrays, type PackedValue } from './packArrays';
import { StorageError } from './StorageError';

/** What is saved of a study. Records are not checked yet, see `readRecord`. */
export interface LoadedStudy {
  /** Undefined when it is missing or damaged. */
  study: SavedStudy | undefined;
  records: Map<ImageKey, unknown>;
  model: ArrayBuffer | undefined;
  training: SavedTraining | undefined;
}

/** Images whose records changed, and everything else of the study; saved together or not at all. */
export interface StudyChanges {
  study: Omit<SavedStudy, 'version' | 'writer' | 'savedAt'>;
  /** The new record of each image; undefined for one that no longer has a mask. */
  records: ReadonlyMap<ImageKey, ReviewRecord | undefined>;
}

const STORES = ['studies', 'records', 'models', 'trainings'] as const;

/** The saved work on one study. All methods throw a {@link StorageError}. */
export class StudyStore {
  private readonly connection = new DatabaseConnection();
  // `randomUUID` is missing on pages that are not served over HTTPS.
  private readonly writer = crypto.getRandomValues(new Uint32Array(4)).join('-');
  private owns = false;
  /** Ends when the last position of a training is written: packing takes several tasks. */
  private writing = Promise.resolve();

  /** @param study identifies the study, see `studyKey` */
  constructor(private readonly study: string) {}

  /** Everything that is saved; undefined when nothing is. */
  async load(): Promise<LoadedStudy | undefined> {
    const database = await this.open();
    const loaded = await guard(async () => {
      const transaction = database.transaction(STORES);
      const records = transaction.objectStore('records');
      const [study, keys, values, model, training] = await Promise.all([
        transaction.objectStore('studies').get(this.study),
        records.getAllKeys(this.range()),
        records.getAll(this.range()),
        transaction.objectStore('models').get(this.study),
        transaction.objectStore('trainings').get(this.study),
        transaction.done,
      ]);
      if (study === undefined && keys.length === 0) return undefined;
      return {
        study: savedStudySchema.safeParse(study).data,
        records: new Map(keys.map(([, image], i) => [image, values[i]])),
        model,
        training,
      };
    });
    if (!loaded) return undefined;
    const { model, training } = loaded;
    return {
      ...loaded,
      // Damaged ones are left out.
      model: model instanceof Blob ? await model.arrayBuffer() : undefined,
      training: savedTrainingSchema.safeParse(await unpack(training)).data,
    };
  }

  /**
   * Saves changes in one transaction.
   *
   * @returns when it was saved, ms since 1970
   */
  async save({ study, records }: StudyChanges): Promise<number> {
    const database = await this.open();
    return guard(async () => {
      const transaction = database.transaction(['studies', 'records'], 'readwrite');
      const requests: Promise<unknown>[] = [];
      const add = (request: Promise<unknown>) => {
        // An aborted transaction rejects all of its requests; `Promise.all` reports one of them.
        request.catch(() => undefined);
        requests.push(request);
      };
      const savedAt = Date.now();
      add(transaction.done);
      try {
        const studies = transaction.objectStore('studies');
        const before = savedStudySchema.safeParse(await studies.get(this.study)).data;
        // The lock prevents this, except where the browser has none.
        if (this.owns && before && before.writer !== this.writer) {
          throw new StorageError('taken', 'Another page saved this study.');
        }
        add(studies.put({ version: STUDY_VERSION, savedAt, writer: this.writer, ...study }, this.study));
        const store = transaction.objectStore('records');
        for (const [image, record] of records) {
          const key: [string, ImageKey] = [this.study, image];
          add(record ? store.put(record, key) : store.delete(key));
        }
        // Not left to the browser, which aborts open transactions of a page that is closed.
        transaction.commit();
      } catch (error) {
        abort(transaction);
        throw error;
      }
      await Promise.all(requests);
      this.owns = true;
      return savedAt;
    });
  }

  /** Saves the current model, as the bytes of a model file; undefined deletes it. */
  async saveModel(bytes: ArrayBuffer | undefined): Promise<void> {
    await this.put('models', bytes && (await makeBlob([new Uint8Array(bytes)])));
  }

  /** Saves the position of the running training; undefined deletes it. */
  saveTraining(training: SavedTraining | undefined): Promise<void> {
    this.writing = this.writing
      .catch(() => undefined)
      .then(async () => this.put('trainings', training && (await packArrays(training))));
    return this.writing;
  }

  /** Erases everything that is saved of the study. */
  async forget(): Promise<void> {
    await this.writing.catch(() => undefined);
    const database = await this.open();
    await guard(async () => {
      const transaction = database.transaction(STORES, 'readwrite');
      await Promise.all([
        transaction.objectStore('studies').delete(this.study),
        transaction.objectStore('records').delete(this.range()),
        transaction.objectStore('models').delete(this.study),
        transaction.objectStore('trainings').delete(this.study),
        transaction.done,
      ]);
    });
    this.owns = false;
  }

  close(): void {
    this.connection.close();
  }

  private async put(store: 'models' | 'trainings', value: unknown): Promise<void> {
    const database = await this.open();
    await guard(async () => {
      if (value === undefined) await database.delete(store, this.study);
      else await database.put(store, value, this.study);
    });
  }

  private open(): Promise<IDBPDatabase<FewShotDatabase>> {
    return this.connection.open();
  }

  /** The keys of all records of the study: in IndexedDB's order, an array comes after every text. */
  private range(): IDBKeyRange {
    return IDBKeyRange.bound([this.study], [this.study, []]);
  }
}

/** Reverts what a transaction has done so far; it may have ended already. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // Then there is nothing to revert.
  }
}

async function guard<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw StorageError.from(error);
  }
}

/** The packed value, or undefined if it is of another form. */
async function unpack(packed: unknown): Promise<unknown> {
  const isPacked =
    typeof packed === 'object' && packed !== null && 'body' in packed && packed.body instanceof Blob;
  return isPacked ? unpackArrays(packed as PackedValue) : undefined;
}
