import { z } from 'zod';
import type { WholeImageField } from '../engine/wholeImage';

const schema = z.object({
  wholeImage: z.object({ unit: z.enum(['mm', 'image']), edge: z.number().positive() }),
});

/** What the command line adds to a model's metadata, so that it sees images again as it did in training. */
export function wholeImageMetadata(field: WholeImageField): z.infer<typeof schema> {
  return { wholeImage: field };
}

/** The field of a model that the command line trained; undefined for one that the viewer trained. */
export function readWholeImage(metadata: unknown): WholeImageField | undefined {
  const parsed = schema.safeParse(metadata);
  return parsed.success ? parsed.data.wholeImage : undefined;
}
