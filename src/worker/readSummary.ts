import { z } from 'zod';
import { describeIssues } from '../data/describeIssues';
import type { ModelFile } from '../storage/modelFile';
import { learntFields } from '../storage/learntFields';
import { modelId } from '../storage/modelId';
import { segmentSchema } from '../storage/segmentSchema';
import { defaultName } from './defaultName';
import type { ModelSummary } from './protocol';

const share = z.number().min(0).max(1);
const seconds = z.number().nonnegative();
const schema = z.object({
  name: z.string().optional(),
  segments: z.array(segmentSchema).min(1),
  trainedOn: z.object(learntFields).default({ modalities: [], bodyParts: [], units: [], images: 0 }),
  software: z.string().default('unknown'),
  preset: z.enum(['fast', 'balanced', 'thorough']),
  backend: z.enum(['webgpu', 'wasm', 'cpu']),
  validationDice: share,
  validatedOn: z.enum(['held-out', 'cross-validated', 'same']),
  validationImages: z.int().nonnegative().optional(),
  ingredients: z.array(z.string()),
  stopped: z.boolean(),
  size: z.int().positive(),
  fieldMm: z.number().positive(),
  seconds: z.object({
    ...{ preparing: seconds, generator: seconds, segmenter: seconds, total: seconds },
  }),
});

/**
 * Reads the summary in a model file. Unknown fields are dropped; those that early files lack get defaults.
 *
 * @throws Error naming the fields that are missing or wrong
 */
export function readSummary({ description, weights, metadata }: ModelFile): ModelSummary {
  const parsed = schema.safeParse(metadata);
  if (!parsed.success) {
    const why = describeIssues(parsed.error).replace(/\s+/g, ' ');
    throw new Error(`This is not a usable Few-Shot Segment model file: in its summary, ${why}.`);
  }
  const { name = defaultName(description.segments), ...known } = parsed.data;
  return {
    id: modelId(description, weights),
    name,
    channels: description.network.channels ?? 1,
    ...known,
    // Predicted labelmaps have the values of the description, so the two must not differ.
    segments: description.segments,
  };
}
