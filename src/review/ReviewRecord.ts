import { z } from 'zod';
import { packedMaskSchema } from './PackedMask';
import { STATUSES, type ReviewStatus } from './statuses';

/** Version of the record's format; other versions are refused with a message that names the version. */
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
    /**
     * Origin of the mask: drawn by the reader, predicted by a model, marked as negative, or imported from an
     * archived SEG.
     */
    origin: z.enum(['drawn', 'predicted', 'negative', 'imported']),
    status: z.enum(Object.keys(STATUSES) as [ReviewStatus, ...ReviewStatus[]]),
    /** Whether the mask is the reader's own; follows from the status. */
    locked: z.boolean(),
    training: z.enum(['included', 'excluded']),
    mask: packedMaskSchema,
    ...predictionShape,
    /**
     * The newest prediction if it differs from `mask`: the one that was corrected, or the one for a drawn
     * image.
     */
    proposal: predictionSchema.nullable(),
    /**
     * The pixels, marked by 1, on which the reader showed that `mask` is right, of an image that is not
     * reviewed as a whole: new predictions leave these unchanged. Left out if there are none. It has no
     * meaning for a locked mask, which is known everywhere.
     */
    known: packedMaskSchema.optional(),
  })
  .refine(
    ({ mask, known }) => !known || (known.rows === mask.rows && known.columns === mask.columns),
    '"known" must be as large as the mask',
  )
  .refine(
    ({ status, locked }) => STATUSES[status].locked === locked,
    '"locked" must be what the status demands',
  );

/** The mask of one image and its review; immutable. */
export type ReviewRecord = z.infer<typeof reviewRecordSchema>;
