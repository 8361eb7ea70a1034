import { z } from 'zod';

const concept = z.object({ value: z.string(), scheme: z.string(), meaning: z.string() });

/** A segment in a file, see `Segment`. */
export const segmentSchema = z.object({
  index: z.int().min(1).max(255),
  name: z.string(),
  category: concept.optional(),
  type: concept.optional(),
});
