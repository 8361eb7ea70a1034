import type { Weights } from '../networks/Parameters';

/** The header's length is a multiple of this, so that the numbers behind it are aligned. */
const ALIGNMENT = 8;
const LENGTH_BYTES = 8;
const FLOAT_BYTES = 4;

/**
 * Writes tensors as a safetensors file: the header's length (uint64, little-endian), the header (JSON, padded
 * with spaces), then the values as little-endian float32 without gaps. Readers of other software open it.
 *
 * @param metadata texts for the header's `__metadata__`
 */
export function writeSafetensors(tensors: Weights, metadata: Record<string, string>): ArrayBuffer {
  let end = 0;
  const entries = [...tensors].map(([name, { shape, values }]) => {
    const begin = end;
    end += FLOAT_BYTES * values.length;
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const text = new TextEncoder().encode(json);
  const length = ALIGNMENT * Math.ceil(text.length / ALIGNMENT);
  const bytes = new Uint8Array(LENGTH_BYTES + length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + length;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes.buffer;
}
