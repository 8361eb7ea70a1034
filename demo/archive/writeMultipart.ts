import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** One part of a multipart/related response. */
export interface Part {
  contentType: string;
  location?: string;
  body: Uint8Array;
}

/**
 * A multipart/related body (RFC 2387) that reads each part only when it is sent.
 *
 * @param rootType the media type of the parts
 */
export function writeMultipart(
  rootType: string,
  parts: AsyncIterable<Part> | Iterable<Part>,
): { contentType: string; body: Readable } {
  const boundary = `part-${randomUUID()}`;
  async function* chunks() {
    for await (const part of parts) {
      const location = part.location === undefined ? '' : `Content-Location: ${part.location}\r\n`;
      yield Buffer.from(`--${boundary}\r\nContent-Type: ${part.contentType}\r\n${location}\r\n`);
      yield part.body;
      yield Buffer.from('\r\n');
    }
    yield Buffer.from(`--${boundary}--\r\n`);
  }
  return {
    contentType: `multipart/related; type="${rootType}"; boundary=${boundary}`,
    body: Readable.from(chunks()),
  };
}
