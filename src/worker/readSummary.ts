import { z } from 'zod';
import type { ModelFile } from '../storage/modelFile';
import { modelId } from '../storage/modelId';
import { segmentSchema } from '../storage/segmentSchema';
import type { ModelSummary } from './protocol';

const share = z.number().min(0).max(1);
const seconds = z.number().nonnegative();
const schema = z.object({
  segments: z.array(segmentSchema).min(1),
  preset: z.enum(['fast', 'balanced', 'thorough']),
  backend: z.enum(['webgpu', 'wasm', 'cpu']),
  validationDice: share,
  validatedOn: z.enum(['held-out', 'cross-validated', 'same']),
  ingredients: z.array(z.string()),
  stopped: z.boolean(),
  size: z.int().positive(),
  fieldMm: z.number().positive(),
  seconds: z.object({
    ...{ preparing: seconds, comparing: seconds, generator: seconds, segmenter: seconds, total: seconds },
  }),
});

/**
 * Reads the summary in a model file. Unknown fields are dropped.
 *
 * @throws Error naming the fields that are missing or wrong
 */
export function readSummary({ description, weights, metadata }: ModelFile): ModelSummary {
  const parsed = schema.safeParse(metadata);
  if (!parsed.success) {
    const why = z.prettifyError(parsed.error).replace(/\s+/g, ' ');
    throw new Error(`This is not a usable Few-Shot Segment model file: in its summary, ${why}.`);
  }
  return { id: modelId(description, weights), ...parsed.data };
}
