import { REVIEW_VERSION, reviewRecordSchema, type ReviewRecord } from '../review/ReviewRecord';

/** A saved mask, or why it cannot be used. It stays saved either way. */
export type ReadRecord = { record: ReviewRecord } | { problem: 'newer' | 'damaged' };

/** Reads the saved record of an image, and upgrades those of earlier versions. */
export function readRecord(value: unknown): ReadRecord {
  const version = (value as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version > REVIEW_VERSION) return { problem: 'newer' };
  const parsed = reviewRecordSchema.safeParse(value);
  return parsed.success ? { record: parsed.data } : { problem: 'damaged' };
}
