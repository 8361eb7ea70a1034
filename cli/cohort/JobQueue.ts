import type { SeriesFormatName } from '../files/seriesFormats';
import type { Exclusion } from './Exclusions';
import type { Dashboard } from './dashboard';
import type { StudyJob, StudyResult } from './StudyJob';
import type { StudyOutcome } from './studyTasks';

/** Where a job is: `waiting` includes a pause before the next attempt. */
export type JobState = 'waiting' | 'active' | 'done' | 'failed';

/** A job and what became of it. */
export interface JobRecord {
  job: StudyJob;
  state: JobState;
  /** Number of attempts that ended without a result. */
  failures: number;
  /** Why the last attempt failed; empty if none did. */
  problem: string;
  /** When it is done. */
  result?: StudyResult;
}

/** What a cohort is made of; kept with its jobs. */
export interface Cohort {
  /** See `modelId`, and the name of the model's file. */
  modelId: string;
  model: string;
  /** DICOMweb root without credentials. */
  archive: string;
  query: string;
  rules: string[];
  /** Folder for the DICOM SEGs, or {@link IN_ARCHIVE}. */
  store: string;
  /** Kind of the DICOM SEGs; cohorts of earlier versions have none, and binary ones. */
  format?: SeriesFormatName;
  exclusions: Exclusion[];
}

/** Store of a cohort whose DICOM SEGs go to the archive that the images come from. */
export const IN_ARCHIVE = 'archive';

/** How to work on the jobs of a queue. */
export interface WorkOptions {
  /** Studies at the same time. */
  atOnce: number;
  /** Ends the work after the studies in work. */
  signal?: AbortSignal;
  /** Whether to wait for more jobs when all are settled. */
  stay?: boolean;
  /** Most studies that all workers together begin in a minute; needs Redis. */
  rate?: number;
  /** Is told each job that this worker has settled. */
  onSettled?: (record: JobRecord) => void;
}

/** Attempts for each job, of those that may succeed when repeated, and the pause after the first one. */
export const ATTEMPTS = 5;
export const FIRST_PAUSE_MS = 1000;

/**
 * The jobs of a cohort: in a file of this machine, or in Redis for many machines. A job that is done stays
 * done; one whose worker disappears waits again.
 */
export interface JobQueue {
  /** The cohort whose jobs these are; undefined if there is none yet. */
  cohort(): Promise<Cohort | undefined>;
  /** The file of the model that predicts them; undefined if there is no cohort yet. */
  model(): Promise<Uint8Array | undefined>;
  /** Describes the cohort, and keeps its model for all workers. */
  describe(cohort: Cohort, model: Uint8Array): Promise<void>;
  /**
   * Adds jobs unless they are known.
   *
   * @returns how many were added
   */
  add(jobs: readonly StudyJob[]): Promise<number>;
  /**
   * Works on the jobs until none waits or is active anywhere, or until the signal.
   *
   * @param work never rejects
   */
  work(work: (job: StudyJob) => Promise<StudyOutcome>, options: WorkOptions): Promise<void>;
  /** All jobs. */
  records(): AsyncIterable<JobRecord>;
  /** Makes failed jobs wait again. Returns how many. */
  retry(): Promise<number>;
  /**
   * Serves a page of the jobs to this machine.
   *
   * @param port 0 for any free one
   * @throws InputError when there is none for this queue, or the port cannot be used
   */
  showDashboard(port: number): Promise<Dashboard>;
  close(): Promise<void>;
}
