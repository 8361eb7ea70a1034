import type { IDBPDatabase } from 'idb';
import { DatabaseConnection } from './DatabaseConnection';
import type { FewShotDatabase } from './FewShotDatabase';
import { libraryEntrySchema, type LibraryEntry } from './LibraryEntry';
import { StorageError } from './StorageError';

const STORES = ['library', 'libraryModels'] as const;

/** The reader's models, kept in the browser for all studies. All methods throw a {@link StorageError}. */
export class ModelLibrary {
  private readonly connection = new DatabaseConnection();

  /** All models, the newest first; those that cannot be read are left out. */
  async list(): Promise<LibraryEntry[]> {
    const values = await this.run((database) => database.getAll('library'));
    return values
      .flatMap((value) => libraryEntrySchema.safeParse(value).data ?? [])
      .sort((a, b) => b.savedAt - a.savedAt);
  }

  /** Adds a model, or replaces the one with the same id. */
  async put(entry: LibraryEntry, bytes: ArrayBuffer): Promise<void> {
    await this.run(async (database) => {
      const transaction = database.transaction(STORES, 'readwrite');
      await Promise.all([
        transaction.objectStore('library').put(entry, entry.id),
        transaction.objectStore('libraryModels').put(bytes, entry.id),
        transaction.done,
      ]);
    });
  }

  /** The bytes of a model; undefined when the library does not have it. */
  async read(id: string): Promise<ArrayBuffer | undefined> {
    const bytes = await this.run((database) => database.get('libraryModels', id));
    return bytes instanceof ArrayBuffer ? bytes : undefined;
  }

  async delete(id: string): Promise<void> {
    await this.run(async (database) => {
      const transaction = database.transaction(STORES, 'readwrite');
      await Promise.all([
        transaction.objectStore('library').delete(id),
        transaction.objectStore('libraryModels').delete(id),
        transaction.done,
      ]);
    });
  }

  close(): void {
    this.connection.close();
  }

  private async run<T>(use: (database: IDBPDatabase<FewShotDatabase>) => Promise<T>): Promise<T> {
    try {
      return await use(await this.connection.open());
    } catch (error) {
      throw StorageError.from(error);
    }
  }
}
