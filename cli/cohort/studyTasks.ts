import { ArchiveError } from '../dicomweb/ArchiveError';
import { InputError } from '../InputError';
import { predictStudy } from './predictStudy';
import type { StudyJob, StudyResult } from './StudyJob';
import type { WorkerSettings } from './WorkerSettings';

/** The outcome of the work on a study. Errors lose their class between processes: they are told as values. */
export type StudyOutcome = { result: StudyResult } | { problem: string; isFinal: boolean };

/** The tasks of a worker process by name. */
export const studyTasks = {
  async predict(settings: WorkerSettings, job: StudyJob): Promise<StudyOutcome> {
    try {
      return { result: await predictStudy(settings, job) };
    } catch (error) {
      const isRefused = error instanceof ArchiveError && !error.isPassing;
      const problem = error instanceof Error ? error.message : String(error);
      return { problem, isFinal: isRefused || error instanceof InputError };
    }
  },
};
