import { z } from 'zod';

/** Version of {@link SavedTraining} that is written. */
export const TRAINING_VERSION = 1;

/** The schema of {@link SavedTraining}. */
export const savedTrainingSchema = z.object({
  version: z.literal(TRAINING_VERSION),
  /** Release that trained: another one may build other networks from the same plan. */
  software: z.string(),
  /** When it was saved, ms since 1970. */
  savedAt: z.number(),
  /** Equal for two requests that lead to the same training. */
  fingerprint: z.string(),
  /** Id of the model that it went on from. */
  start: z.string().optional(),
  /** A `TrainingCheckpoint`; the engine checks its shapes when it resumes. */
  checkpoint: z.looseObject({
    stage: z.enum(['generator', 'segmenter', 'members']),
    step: z.int().nonnegative(),
    plan: z.looseObject({}),
    parts: z.looseObject({}),
  }),
});

/** The position of a training that has not ended. */
export type SavedTraining = z.infer<typeof savedTrainingSchema>;
