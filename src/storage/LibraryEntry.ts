import { z } from 'zod';
import { CHANNELS } from '../data/Channels';
import { learntFields } from './learntFields';
import { segmentSchema } from './segmentSchema';

/** Version of {@link LibraryEntry} that is written. */
export const ENTRY_VERSION = 1;

/** The schema of {@link LibraryEntry}. */
export const libraryEntrySchema = z.object({
  version: z.literal(ENTRY_VERSION),
  /** See `modelId`. */
  id: z.string(),
  name: z.string(),
  /** When it was saved, ms since 1970. */
  savedAt: z.number(),
  segments: z.array(segmentSchema),
  channels: z.literal(CHANNELS),
  ...learntFields,
  preset: z.string(),
  validationDice: z.number(),
  validatedOn: z.enum(['held-out', 'cross-validated', 'same']),
  /** A generated image, as a data URL of a PNG; undefined if the training had no generator. */
  thumbnail: z
    .string()
    .regex(/^data:image\/png;base64,[A-Za-z0-9+/=]*$/)
    .optional(),
});

/** What the library shows of a model. Nothing here is of a patient. */
export type LibraryEntry = z.infer<typeof libraryEntrySchema>;
