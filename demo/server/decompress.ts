import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';

const decoders: Record<string, (() => Transform) | undefined> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Decodes a response by its Content-Encoding.
 *
 * @returns undefined if the encoding is not known
 */
export function decompress(stream: Readable, encoding: string): Readable | undefined {
  let decoded = stream;
  const names = encoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  for (const name of names.reverse()) {
    if (name === '' || name === 'identity') continue;
    const decoder = decoders[name]?.();
    if (decoder === undefined) return undefined;
    decoded.on('error', (error) => decoder.destroy(error));
    decoded = decoded.pipe(decoder);
  }
  return decoded;
}
