import type { BackendRequest } from '../../src/backends/BackendStatus';
import type { SeriesFormatName } from '../files/seriesFormats';
import type { ArchiveAccess } from '../dicomweb/archiveAccess.mjs';

/** What a worker needs besides its studies. Kept in memory only: it holds the archive's password. */
export interface WorkerSettings {
  /** The model's file. */
  model: string;
  archive: ArchiveAccess;
  /** Seconds for which requests are repeated while the archive is away. */
  patience: number;
  /** Folder for the DICOM SEGs; undefined to store them in the archive. */
  folder?: string;
  /** Kind of the DICOM SEGs. */
  format: SeriesFormatName;
  backend: BackendRequest;
  /** Threads of a worker. */
  threads: number;
  /** Existing folder for images while they are predicted. */
  spool: string;
}
