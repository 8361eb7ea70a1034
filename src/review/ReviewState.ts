import { z } from 'zod';
import type { ImageKey } from '../data/ImageKey';
import type { Segment } from '../data/Segment';
import { REVIEW_VERSION, reviewRecordSchema, type ReviewRecord } from './ReviewRecord';

const codeSchema = z.strictObject({ value: z.string(), scheme: z.string(), meaning: z.string() });
const segmentSchema = z.strictObject({
  index: z.int().min(1).max(255),
  name: z.string(),
  category: codeSchema.optional(),
  type: codeSchema.optional(),
});

/** The schema of {@link ReviewState} as it is stored. */
export const reviewStateSchema = z
  .strictObject({
    version: z.literal(REVIEW_VERSION),
    segments: z.array(segmentSchema),
    records: z.record(z.string(), reviewRecordSchema),
  })
  .refine(
    ({ records }) => Object.entries(records).every(([key, record]) => record.key === key),
    'each record must be filed under its own key',
  )
  .refine(
    ({ segments }) => new Set(segments.map(({ index }) => index)).size === segments.length,
    'two segments have one index',
  );

/** The masks of a study and their review: the single source of truth. Immutable. */
export interface ReviewState {
  readonly version: typeof REVIEW_VERSION;
  /** The segments that masks may contain; a segment's index is its value in every mask. */
  readonly segments: readonly Segment[];
  readonly records: Readonly<Record<ImageKey, ReviewRecord>>;
}

/** A study without masks. */
export const emptyReview: ReviewState = { version: REVIEW_VERSION, segments: [], records: {} };
