import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** One part of a multipart/related response. */
export interface Part {
  contentType: string;
  location?: string;
  body: Uint8Array | Readable;
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
  const boundary = newBoundary();
  async function* chunks() {
    for await (const part of parts) {
      yield headOf(boundary, part);
      if (part.body instanceof Readable) yield* part.body;
      else yield part.body;
      yield Buffer.from('\r\n');
    }
    yield endOf(boundary);
  }
  return { contentType: typeOf(rootType, boundary), body: Readable.from(chunks(), { objectMode: false }) };
}

/** A multipart/related body of one part, in one piece, which is sent faster than a stream. */
export function joinMultipart(
  rootType: string,
  part: Part & { body: Uint8Array },
): { contentType: string; body: Buffer } {
  const boundary = newBoundary();
  const pieces = [headOf(boundary, part), part.body, Buffer.from('\r\n'), endOf(boundary)];
  return { contentType: typeOf(rootType, boundary), body: Buffer.concat(pieces) };
}

function newBoundary(): string {
  return `part-${randomUUID()}`;
}

function typeOf(rootType: string, boundary: string): string {
  return `multipart/related; type="${rootType}"; boundary=${boundary}`;
}

function headOf(boundary: string, { contentType, location }: Part): Buffer {
  const place = location === undefined ? '' : `Content-Location: ${location}\r\n`;
  return Buffer.from(`--${boundary}\r\nContent-Type: ${contentType}\r\n${place}\r\n`);
}

function endOf(boundary: string): Buffer {
  return Buffer.from(`--${boundary}--\r\n`);
}
