import { z } from 'zod';
import { describeIssues } from '../data/describeIssues';
import type { Weights } from '../networks/Parameters';

const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;
/** Real headers are a few kB; a longer one means that the file is not one of ours. */
const MAX_HEADER = 1 << 22;

const count = z.int().nonnegative();
const tensor = z.object({
  dtype: z.literal('F32'),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});

/** The tensors of a file and the texts in its header. */
export interface Safetensors {
  tensors: Weights;
  metadata: Record<string, string>;
}

/**
 * Reads a safetensors file of float32 tensors.
 *
 * @param fail throws an error; called with what is wrong with the file
 */
export function readSafetensors(buffer: ArrayBuffer, fail: (why: string) => never): Safetensors {
  if (buffer.byteLength < LENGTH_BYTES) return fail('it is too short');
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  if (length > MAX_HEADER || LENGTH_BYTES + length > buffer.byteLength) return fail('its header is damaged');
  const text = new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length));
  const { __metadata__: texts = {}, ...entries } = parse(text, fail);
  const metadata = z.record(z.string(), z.string()).safeParse(texts);
  if (!metadata.success) return fail('its __metadata__ does not consist of texts');
  const start = LENGTH_BYTES + length;
  const placed = Object.entries(entries).map(([name, entry]) => {
    const parsed = tensor.safeParse(entry);
    if (!parsed.success) return fail(`"${name}": ${describeIssues(parsed.error).replace(/\s+/g, ' ')}`);
    return { name, ...parsed.data };
  });
  const tensors: Weights = new Map();
  let end = 0;
  // The header may list them in any order.
  for (const { name, shape, data_offsets: offsets } of placed.sort(byOffset)) {
    const size = FLOAT_BYTES * shape.reduce((a, b) => a * b, 1);
    // Written so that NaN fails, too. The format allows no gaps, so a file holds no more than it is long.
    if (offsets[0] !== end || !(offsets[1] - offsets[0] === size)) fail(`the weight "${name}" is misplaced`);
    if (start + offsets[1] > buffer.byteLength) fail(`the weight "${name}" is cut off`);
    end = offsets[1];
    const values = new Float32Array(buffer.slice(start + offsets[0], start + offsets[1]));
    tensors.set(name, { shape, values });
  }
  if (start + end !== buffer.byteLength) fail('it is longer than its weights');
  return { tensors, metadata: metadata.data };
}

type Placed = z.infer<typeof tensor>;

/** Empty tensors come before others at the same place. */
function byOffset({ data_offsets: a }: Placed, { data_offsets: b }: Placed): number {
  return a[0] - b[0] || a[1] - b[1];
}

function parse(text: string, fail: (why: string) => never): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Reported below.
  }
  return fail('its header is not JSON');
}
