import { Dicer } from '@fastify/busboy';
import type { Readable } from 'node:stream';
import { HttpError } from './HttpError';
import { parseMediaTypes } from './parseMediaTypes';

/** One part of a received multipart body. */
export interface ReceivedPart {
  /** Media type without parameters, lower case; empty when the part names none. */
  contentType: string;
  body: Buffer;
}

/**
 * Reads the parts of a multipart body as they arrive, whatever their size and order.
 *
 * @param mostBytes a single part may not be longer
 * @throws HttpError 400 when the body is not well formed or ends too early, 413 when a part is too long
 */
export function readMultipart(body: Readable, boundary: string, mostBytes: number): Promise<ReceivedPart[]> {
  return new Promise((resolve, reject) => {
    const parts: ReceivedPart[] = [];
    const fail = (error: Error) => {
      body.unpipe(parser);
      body.resume();
      reject(error);
    };
    const damaged = (error: Error) =>
      fail(new HttpError(400, `The multipart body is damaged: ${error.message}.`));
    const parser = new Dicer({ boundary });
    parser.on('part', (part) => {
      const chunks: Buffer[] = [];
      let length = 0;
      let contentType = '';
      part.on('error', damaged);
      part.on('header', (header: Record<string, string[] | undefined>) => {
        contentType = parseMediaTypes(header['content-type']?.[0] ?? '')[0]?.type ?? '';
      });
      part.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > mostBytes)
          fail(new HttpError(413, `A single instance may have at most ${mostBytes} bytes.`));
        else chunks.push(chunk);
      });
      part.on('end', () => parts.push({ contentType, body: Buffer.concat(chunks) }));
    });
    parser.on('error', damaged);
    parser.on('finish', () => resolve(parts));
    body.on('error', damaged);
    body.pipe(parser);
  });
}
