/** The header's length, ahead of it: a little-endian uint32. */
const LENGTH_BYTES = 4;
/** A header is a few kB; more is not a file of ours. */
const MAX_HEADER = 1 << 20;

/** A file of ours as it is read: JSON that says what follows, and where in the buffer that begins. */
export interface HeadedFile {
  header: unknown;
  /** First byte of the body. */
  start: number;
}

/**
 * A file of a JSON header and binary numbers, as safetensors are: the header's length (uint32, little-endian), the header
 * (UTF-8), padding until a number can begin, then the body.
 *
 * @param bytesPerNumber of the body's numbers; it is aligned to them
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
 * Reads the header of what {@link writeHeaded} wrote.
 *
 * @param fail is told what is wrong with the file, and throws
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
