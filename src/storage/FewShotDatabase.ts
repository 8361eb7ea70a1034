import type { DBSchema } from 'idb';
import type { ImageKey } from '../data/ImageKey';

/** Name of the IndexedDB database in the viewer's origin. */
export const DATABASE_NAME = 'few-shot-segment';
/** Raised when object stores are added or change; a browser that has a later one refuses to open it. */
export const DATABASE_VERSION = 1;

/**
 * What is kept between visits. A study is identified by the Study Instance UIDs that were opened together.
 * Values are `unknown`: they were written by any release, or damaged, and are checked when they are read.
 */
export interface FewShotDatabase extends DBSchema {
  /** One `SavedStudy` per study: segments and choices. */
  studies: { key: string; value: unknown };
  /** One `ReviewRecord` per image, by study and image. */
  records: { key: [study: string, image: ImageKey]; value: unknown };
  /** The current model of each study: a model file, as a Blob. */
  models: { key: string; value: unknown };
  /**
   * One packed `SavedTraining` per study, see `packArrays`: the position of a training that has not ended.
   */
  trainings: { key: string; value: unknown };
  /** One `LibraryEntry` per model of the library, by its id there. */
  library: { key: string; value: unknown };
  /** The bytes of these models, apart because they are large. */
  libraryModels: { key: string; value: unknown };
}
