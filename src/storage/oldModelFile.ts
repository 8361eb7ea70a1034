import { z } from 'zod';
import { describeIssues } from '../data/describeIssues';
import type { Weights } from '../networks/Parameters';
import { readHeaded } from './headedFile';

const BYTES = 4;
/** What the files of versions 1 and 2 begin with, behind the header's length of 4 bytes. */
const BRACE = '{'.charCodeAt(0);

const tensorsSchema = z.object({
  tensors: z.array(
    z.object({ name: z.string(), shape: z.array(z.int().nonnegative()), offset: z.int().min(0) }),
  ),
});

/** Whether a file has the form of versions 1 and 2, see `writeHeaded`. */
export function isOldModel(buffer: ArrayBuffer): boolean {
  return buffer.byteLength > BYTES && new Uint8Array(buffer)[BYTES] === BRACE;
}

/**
 * Reads a model file of version 1 or 2.
 *
 * @param fail throws an error; called with what is wrong with the file
 * @returns its header, not checked yet, and its weights
 */
export function readOldModel(
  buffer: ArrayBuffer,
  fail: (why: string) => never,
): { head: unknown; weights: Weights } {
  const { header, start } = readHeaded(buffer, BYTES, fail);
  const parsed = tensorsSchema.safeParse(header);
  if (!parsed.success) return fail(describeIssues(parsed.error).replace(/\s+/g, ' '));
  const weights: Weights = new Map();
  let bytes = 0;
  for (const { name, shape, offset } of parsed.data.tensors) {
    const size = shape.reduce((a, b) => a * b, 1);
    const from = start + offset;
    // Negated so that NaN fails, too.
    if (offset % BYTES !== 0 || !(from + size * BYTES <= buffer.byteLength))
      fail(`the weight "${name}" is cut off`);
    bytes += size * BYTES;
    if (bytes > buffer.byteLength) fail('its weights are larger than the file');
    if (weights.has(name)) fail(`it has two weights named "${name}"`);
    weights.set(name, { shape, values: new Float32Array(buffer.slice(from, from + size * BYTES)) });
  }
  return { head: header, weights };
}
