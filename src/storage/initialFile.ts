import { Float16Array } from '@petamoriken/float16';
import { z } from 'zod';
import type { InitialNetwork } from '../networks/InitialNetwork';
import { readHeaded, writeHeaded } from './headedFile';

const FORMAT = 'few-shot-initial-network';
const BYTES = 2;

const header = z.object({
  format: z.literal(FORMAT),
  levels: z.int().min(1).max(8),
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()) })),
});

/**
 * Writes a pretrained network as one file, see `writeHeaded`. The body is all weights concatenated in half
 * precision, which suffices for initialisation.
 */
export function writeInitial({ levels, weights }: InitialNetwork): Uint8Array {
  const tensors = [...weights].map(([name, { shape }]) => ({ name, shape }));
  const values = Float16Array.from([...weights.values()].flatMap((entry) => [...entry.values]));
  return writeHeaded({ format: FORMAT, levels, tensors }, new Uint8Array(values.buffer), BYTES);
}

/**
 * Reads a file written by {@link writeInitial}.
 *
 * @throws Error that says what is wrong with the file
 */
export function readInitial(buffer: ArrayBuffer): InitialNetwork {
  const fail = (why: string): never => {
    throw new Error(`the pretrained network cannot be used: ${why}; reinstall Few-Shot Segment`);
  };
  const { header: json, start } = readHeaded(buffer, BYTES, fail);
  const parsed = header.safeParse(json);
  if (!parsed.success) return fail('it is of another version or damaged');
  const { levels, tensors } = parsed.data;
  const weights: InitialNetwork['weights'] = new Map();
  let at = start;
  for (const { name, shape } of tensors) {
    const count = shape.reduce((product, extent) => product * extent, 1);
    // Negated so that NaN fails, too.
    if (!(at + BYTES * count <= buffer.byteLength)) fail('it is cut off');
    const values = Float32Array.from(new Float16Array(buffer, at, count));
    if (!values.every(Number.isFinite)) fail(`its weight "${name}" is not finite`);
    weights.set(name, { shape, values });
    at += BYTES * count;
  }
  return { levels, weights };
}
