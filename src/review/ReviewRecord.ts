import { z } from 'zod';
import { packedMaskSchema } from './PackedMask';
import { STATUSES, type ReviewStatus } from './statuses';

/** The version of the record's form; older ones are refused with a message that names it. */
export const REVIEW_VERSION = 1;

const predictionShape = {
  /** Mean confidence of the foreground and its border, 0..1; null where it is unknown. */
  confidence: z.number().min(0).max(1).nullable(),
  modelId: z.string().nullable(),
  /** Number of the prediction run, from 1; null for a mask of unknown origin or one read from the archive. */
  round: z.int().min(1).nullable(),
};

/** The schema of {@link Prediction}. */
export const predictionSchema = z.strictObject({ mask: packedMaskSchema, ...predictionShape });

/** A mask that a model predicted. */
export type Prediction = z.infer<typeof predictionSchema>;

/** The schema of {@link ReviewRecord}. */
export const reviewRecordSchema = z
  .strictObject({
    version: z.literal(REVIEW_VERSION),
    /** The image's {@link ImageKey}. */
    key: z.string().regex(/^[^#]+#[1-9]\d*$/, 'expected a SOP Instance UID, # and a frame number'),
    /** Series Instance UID of the image. */
    seriesId: z.string(),
    /** Where the mask came from: the reader's hand, a model, a "nothing here" mark or a SEG of the archive. */
    origin: z.enum(['drawn', 'predicted', 'negative', 'imported']),
    status: z.enum(Object.keys(STATUSES) as [ReviewStatus, ...ReviewStatus[]]),
    /** Whether predictions leave the mask alone; follows from the status. */
    locked: z.boolean(),
    training: z.enum(['included', 'excluded']),
    mask: packedMaskSchema,
    ...predictionShape,
    /** The newest prediction beside a mask that is not it: what was corrected, or what a drawn image got. */
    proposal: predictionSchema.nullable(),
  })
  .refine(
    ({ status, locked }) => STATUSES[status].locked === locked,
    '"locked" must be what the status demands',
  );

/** All that is known about the mask of one image; immutable. */
export type ReviewRecord = z.infer<typeof reviewRecordSchema>;
