/**
 * Why something could not be saved or read: `unavailable`, the browser offers no IndexedDB here; `newer`, the
 * data belongs to a later release; `full`, there is no space left; `taken`, another page saves this study;
 * `failed`, any other reason.
 */
export type StorageErrorCode = 'unavailable' | 'newer' | 'full' | 'taken' | 'failed';

/** An error of the browser's storage. */
export class StorageError extends Error {
  override name = 'StorageError';

  constructor(
    readonly code: StorageErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** Wraps anything that IndexedDB throws; a `StorageError` is returned unchanged. */
  static from(error: unknown): StorageError {
    if (error instanceof StorageError) return error;
    const { name = '', message = '' } = (error ?? {}) as { name?: string; message?: string };
    const code = CODES[name] ?? 'failed';
    return new StorageError(code, message || name || String(error));
  }
}

/** By the names of DOM exceptions. */
const CODES: Record<string, StorageErrorCode | undefined> = {
  QuotaExceededError: 'full',
  VersionError: 'newer',
  SecurityError: 'unavailable',
};
