/** The file starts with the header's length, a little-endian uint32. */
const LENGTH_BYTES = 4;
/** Real headers are a few kB; a longer one means that the file is not one of ours. */
const MAX_HEADER = 1 << 20;

/** The parsed header of a file, and where its body begins. */
export interface HeadedFile {
  header: unknown;
  /** Offset of the body's first byte. */
  start: number;
}

/**
 * Writes a file of a JSON header and binary numbers, similar to safetensors: the header's length (uint32,
 * little-endian), the header (UTF-8), padding that aligns the body, then the body.
 *
 * @param bytesPerNumber size of the body's numbers, to which the body is aligned
 */
export function writeHeaded(
  header: object,
  body: Uint8Array,
  bytesPerNumber: number,
): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const start = startOf(head.length, bytesPerNumber);
  const bytes = new Uint8Array(start + body.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, LENGTH_BYTES);
  bytes.set(body, start);
  return bytes;
}

/**
 * Reads the header of a file written by {@link writeHeaded}.
 *
 * @param bytesPerNumber size of the body's numbers
 * @param fail throws an error; called with what is wrong with the file
 */
export function readHeaded(
  buffer: ArrayBuffer,
  bytesPerNumber: number,
  fail: (why: string) => never,
): HeadedFile {
  if (buffer.byteLength < LENGTH_BYTES) return fail('it is too short');
  const length = new DataView(buffer).getUint32(0, true);
  if (length > MAX_HEADER || LENGTH_BYTES + length > buffer.byteLength) return fail('its header is damaged');
  const text = new TextDecoder().decode(new Uint8Array(buffer, LENGTH_BYTES, length));
  return { header: parse(text, fail), start: startOf(length, bytesPerNumber) };
}

function parse(text: string, fail: (why: string) => never): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail('its header is not JSON');
  }
}

const startOf = (length: number, bytesPerNumber: number) =>
  bytesPerNumber * Math.ceil((LENGTH_BYTES + length) / bytesPerNumber);
