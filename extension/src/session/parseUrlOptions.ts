import * as z from 'zod/mini';
import type { BackendRequest } from '../../../src/worker/protocol';
import type { TrainOverrides } from '../../../src/worker/trainOverrides';
import { OVERRIDE_BOUNDS, SIZE_STEP } from '../../../src/worker/trainOverrides';

/** Options of this extension in the viewer's URL. */
export interface UrlOptions {
  backend: BackendRequest;
  seed: number;
  overrides?: Partial<TrainOverrides>;
  /** SOP Instance UID of stored masks to review. */
  review?: string;
  /** Messages about invalid options, whose defaults are used instead. */
  problems: string[];
}

const DEFAULT_SEED = 1;

const uidSchema = z.string().check(z.regex(/^[\d.]{1,64}$/));
const backendSchema = z.enum(['webgpu', 'wasm', 'cpu']);
const seedSchema = z.coerce.number().check(z.int(), z.minimum(0), z.maximum(2 ** 31 - 1));
const count = (name: keyof TrainOverrides) => {
  const [minimum, maximum] = OVERRIDE_BOUNDS[name];
  return z.int().check(z.minimum(minimum), z.maximum(maximum));
};
const overridesSchema = z.strictObject({
  size: z.optional(count('size').check(z.multipleOf(SIZE_STEP))),
  width: z.optional(count('width')),
  batch: z.optional(count('batch')),
  seconds: z.optional(count('seconds')),
  generatorSteps: z.optional(count('generatorSteps')),
  segmenterSteps: z.optional(count('segmenterSteps')),
});

/**
 * Reads `fewShotBackend`, `fewShotSeed`, `fewShotOverrides` (JSON, for tests and experiments) and
 * `fewShotReview` from the query string.
 *
 * @param query the viewer's query string, with or without the question mark
 */
export function parseUrlOptions(query: string): UrlOptions {
  const parameters = new URLSearchParams(query);
  const options: UrlOptions = { backend: 'auto', seed: DEFAULT_SEED, problems: [] };

  const backend = parameters.get('fewShotBackend');
  if (backend !== null && backend !== 'auto') {
    const parsed = backendSchema.safeParse(backend.toLowerCase());
    if (parsed.success) options.backend = parsed.data;
    else
      options.problems.push(
        `fewShotBackend=${backend} in the address is not known; use webgpu, wasm or cpu. The best backend is chosen instead.`,
      );
  }
  const seed = parameters.get('fewShotSeed');
  if (seed !== null) {
    const parsed = seedSchema.safeParse(seed.trim() === '' ? Number.NaN : seed);
    if (parsed.success) options.seed = parsed.data;
    else
      options.problems.push(
        `fewShotSeed=${seed} in the address is not a whole number of 0 or more. Seed ${DEFAULT_SEED} is used.`,
      );
  }
  const review = parameters.get('fewShotReview');
  if (review !== null) {
    const parsed = uidSchema.safeParse(review);
    if (parsed.success) options.review = parsed.data;
    else
      options.problems.push(
        'fewShotReview in the address is no SOP Instance UID. Press “Review” beside the masks in the panel.',
      );
  }
  const overrides = parameters.get('fewShotOverrides');
  if (overrides !== null) {
    const parsed = overridesSchema.safeParse(parseJson(overrides));
    if (parsed.success) options.overrides = parsed.data;
    else {
      const issue = parsed.error.issues[0];
      const field = issue?.path.join('.');
      options.problems.push(
        `fewShotOverrides in the address is not valid${field ? ` (${field})` : ''}. The preset is used unchanged.`,
      );
    }
  }
  return options;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
