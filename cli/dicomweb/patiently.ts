import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { ArchiveError } from './ArchiveError';

const SHORTEST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Repeats a request while the archive is away or overloaded, with pauses that double from half a second to
 * half a minute, or as long as the archive asks. Pauses are random within a factor of two, so that workers
 * do not return all at once.
 *
 * @param patience how long to repeat it, in seconds
 * @throws the last ArchiveError; other errors at once
 */
export function patiently<T>(patience: number, request: () => Promise<T>): Promise<T> {
  return pRetry(request, {
    retries: Number.POSITIVE_INFINITY,
    maxRetryTime: 1000 * patience,
    minTimeout: SHORTEST_MS,
    maxTimeout: LONGEST_MS,
    randomize: true,
    shouldRetry: ({ error }) => error instanceof ArchiveError && error.isPassing,
    onFailedAttempt: async ({ error }) => {
      const { retryAfter = 0 } = error as Partial<ArchiveError>;
      await wait(1000 * Math.min(retryAfter, patience));
    },
  });
}
