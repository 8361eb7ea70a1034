import { z } from 'zod';
import { METHODS, type MethodName } from '../../../cli/methods/methods';
import { SEGMENTER_KINDS } from '../../../src/data/SegmenterKind';

const score = z.strictObject({
  name: z.string(),
  dice: z.number().min(0).max(1),
  hd95: z.number().nonnegative().nullable(),
  surfaceDice: z.number().min(0).max(1),
});
/** Strict schema of the output of `evaluate --json`. */
export const report = z.strictObject({
  dataset: z.string(),
  method: z.enum(Object.keys(METHODS) as MethodName[]),
  segmenter: z.enum(SEGMENTER_KINDS),
  labelled: z.int().positive(),
  seed: z.int().nonnegative(),
  size: z.int().multipleOf(16),
  channels: z.literal([1, 3]),
  backend: z.enum(['wasm', 'webgpu', 'cpu']),
  dice: z.strictObject({ mean: z.number(), std: z.number(), cases: z.array(score).min(1) }),
  hd95: z.strictObject({ mean: z.number().nullable(), unit: z.enum(['mm', 'pixels']) }),
  surfaceDice: z.strictObject({ mean: z.number(), tolerance: z.number().positive() }),
  steps: z.int().positive(),
  learnt: z.strictObject({
    syntheticShare: z.number().min(0).max(1).nullable(),
    interpolated: z.int().min(0),
    initialised: z.boolean(),
    continued: z.boolean(),
    validationIncluded: z.boolean(),
    architecture: z.array(z.array(z.number())).nullable(),
  }),
  seconds: z.strictObject({
    generator: z.number(),
    train: z.number(),
    predict: z.number(),
    total: z.number(),
  }),
});
