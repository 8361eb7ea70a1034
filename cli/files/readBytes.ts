import { readFile } from 'node:fs/promises';
import { InputError } from '../InputError';

/**
 * Reads a file.
 *
 * @throws InputError that names the file when it cannot be read
 */
export async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new InputError(
      `${file} cannot be read (${(error as Error).message}). Check that it exists and its permissions.`,
    );
  }
}

/** Copies bytes to a separate ArrayBuffer, which many readers require. */
export function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
