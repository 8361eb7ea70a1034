import { Float16Array } from '@petamoriken/float16';
import { z } from 'zod';
import type { InitialNetwork } from '../networks/InitialNetwork';

const FORMAT = 'few-shot-initial-network';
const BYTES = 2;

const header = z.object({
  format: z.literal(FORMAT),
  levels: z.int().min(1).max(8),
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.int().nonnegative()) })),
});

/**
 * Writes the network that trainings may begin with as one file: the header's length (uint32, little-endian), the header
 * (JSON), padding to 2 bytes, then all weights after each other in half precision, which is plenty to begin with.
 */
export function writeInitial({ levels, weights }: InitialNetwork): Uint8Array {
  const tensors = [...weights].map(([name, { shape }]) => ({ name, shape }));
  const head = new TextEncoder().encode(JSON.stringify({ format: FORMAT, levels, tensors }));
  const values = Float16Array.from([...weights.values()].flatMap((entry) => [...entry.values]));
  const start = startOf(head.length);
  const bytes = new Uint8Array(start + values.byteLength);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  bytes.set(new Uint8Array(values.buffer), start);
  return bytes;
}

/** Reads what {@link writeInitial} wrote. Throws an Error that says what is wrong with the file. */
export function readInitial(buffer: ArrayBuffer): InitialNetwork {
  const fail = (why: string): never => {
    throw new Error(
      `the network that trainings begin with cannot be used: ${why}; install Few-Shot Segment anew`,
    );
  };
  if (buffer.byteLength < 4) fail('its file is too short');
  const length = new DataView(buffer).getUint32(0, true);
  if (4 + length > buffer.byteLength) fail('its file is damaged');
  const parsed = header.safeParse(parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))));
  if (!parsed.success) return fail('its file is of another version or damaged');
  const { levels, tensors } = parsed.data;
  const weights: InitialNetwork['weights'] = new Map();
  let at = startOf(length);
  for (const { name, shape } of tensors) {
    const count = shape.reduce((product, extent) => product * extent, 1);
    if (at + BYTES * count > buffer.byteLength) fail('its file is cut off');
    const values = Float32Array.from(new Float16Array(buffer, at, count));
    if (!values.every(Number.isFinite)) fail(`its weight "${name}" is not finite`);
    weights.set(name, { shape, values });
    at += BYTES * count;
  }
  return { levels, weights };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of the weights, behind a header of some length. */
const startOf = (length: number) => BYTES * Math.ceil((4 + length) / BYTES);
