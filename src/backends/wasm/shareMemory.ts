const PREAMBLE_BYTES = 8;
const MEMORY_SECTION = 5;
/** Flags of a memory's limits: bit 0 states a maximum, bit 1 shares the memory. */
const WITH_MAXIMUM = 1;
const SHARED_WITH_MAXIMUM = 3;

/**
 * Returns a copy of a WASM binary whose memory is shared between threads, otherwise unchanged.
 *
 * @throws Error unless the binary defines exactly one memory, with a maximum size
 */
export function shareMemory(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const shared = Uint8Array.from(binary);
  for (let at = PREAMBLE_BYTES; at < binary.length;) {
    const { value: bytes, next: contents } = readUnsigned(binary, at + 1);
    if (binary[at] === MEMORY_SECTION) {
      const { value: count, next: limits } = readUnsigned(binary, contents);
      if (count !== 1 || binary[limits] !== WITH_MAXIMUM) break;
      shared[limits] = SHARED_WITH_MAXIMUM;
      return shared;
    }
    at = contents + bytes;
  }
  throw new Error('This WASM binary defines no memory that can be shared.');
}

/** Reads an unsigned integer in LEB128, as in the headers of a binary's sections. */
function readUnsigned(binary: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  let next = at;
  for (let shift = 0; ; shift += 7) {
    const byte = binary[next++];
    value |= (byte & 127) << shift;
    if (!(byte & 128)) return { value: value >>> 0, next };
  }
}
