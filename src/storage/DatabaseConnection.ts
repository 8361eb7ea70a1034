import { openDB, type IDBPDatabase } from 'idb';
import { DATABASE_NAME, DATABASE_VERSION, type FewShotDatabase } from './FewShotDatabase';
import { StorageError } from './StorageError';

const STORES = ['studies', 'records', 'models', 'trainings', 'library', 'libraryModels'] as const;

/** A connection to the database, opened when it is first needed and again after the browser closed it. */
export class DatabaseConnection {
  private opening: Promise<IDBPDatabase<FewShotDatabase>> | undefined;
  /** Set when a later release wants to change the database: from then on this page must not write. */
  private outdated = false;

  /**
   * The open database.
   *
   * @throws StorageError `unavailable` without IndexedDB, `newer` if a later release has changed the database
   */
  open(): Promise<IDBPDatabase<FewShotDatabase>> {
    if (this.outdated) {
      return Promise.reject(new StorageError('newer', 'A later release is open in another tab.'));
    }
    this.opening ??= this.connect().catch((error: unknown) => {
      this.opening = undefined;
      throw error;
    });
    return this.opening;
  }

  /** Closes the connection after the running transactions. */
  close(): void {
    void this.opening?.then((database) => database.close()).catch(() => undefined);
    this.opening = undefined;
  }

  private async connect(): Promise<IDBPDatabase<FewShotDatabase>> {
    if (typeof indexedDB === 'undefined') throw new StorageError('unavailable', 'There is no IndexedDB.');
    try {
      return await openDB<FewShotDatabase>(DATABASE_NAME, DATABASE_VERSION, {
        upgrade: (database) => {
          for (const name of STORES) {
            if (!database.objectStoreNames.contains(name)) database.createObjectStore(name);
          }
        },
        // Lets the other page upgrade the database; it would wait for this connection.
        blocking: () => {
          this.outdated = true;
          this.close();
        },
        terminated: () => (this.opening = undefined),
      });
    } catch (error) {
      const problem = StorageError.from(error);
      // Anything else that prevents opening, e.g. in private windows, is lasting.
      throw problem.code === 'failed' ? new StorageError('unavailable', problem.message) : problem;
    }
  }
}
