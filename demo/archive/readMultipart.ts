import { Dicer } from '@fastify/busboy';
import type { Readable } from 'node:stream';
import { HttpError } from './HttpError';
import { parseMediaTypes } from '../../cli/dicomweb/parseMediaTypes';
import { watchSender } from './watchSender';

/** One part of a received multipart body. */
export interface ReceivedPart {
  /** Media type without parameters, lower case; empty if the part has none. */
  contentType: string;
  body: Buffer;
}

/** What {@link readMultipart} may take. */
export interface MultipartLimits {
  /** Bytes of a single part. */
  part: number;
  /** Bytes of all parts together. */
  all: number;
  parts: number;
  /** How long the sender may pause, ms. */
  pause: number;
  /** Is told the bytes of parts as they arrive, and may throw an HttpError. */
  take?: (bytes: number) => void;
}

/** Maximum number of bytes of boundaries, headers and preamble in addition to the parts. */
const mostOverhead = 32 * 1024 * 1024;

/**
 * Reads the parts of a multipart body as they arrive.
 *
 * @throws HttpError 400 when the body is not well formed or ends too early, 408 when it comes too slowly, 413
 * when it is too long
 */
export function readMultipart(
  body: Readable,
  boundary: string,
  most: MultipartLimits,
): Promise<ReceivedPart[]> {
  return new Promise((resolve, reject) => {
    const parts: Promise<ReceivedPart>[] = [];
    let total = 0;
    let isRefused = false;
    const refuse = (error: Error) => {
      isRefused = true;
      body.unpipe(parser);
      body.resume();
      reject(error);
    };
    const damaged = (error: Error) =>
      refuse(new HttpError(400, `The multipart body is damaged: ${error.message}.`));
    const count = (bytes: number) => {
      total += bytes;
      most.take?.(bytes);
      if (total > most.all) throw new HttpError(413, `A request may have at most ${most.all} bytes.`);
    };
    const parser = new Dicer({ boundary });
    parser.on('part', (part) => {
      if (isRefused || parts.length >= most.parts) {
        part.on('error', () => undefined);
        part.resume();
        refuse(new HttpError(413, 'A request has too many parts; store fewer instances at once.'));
        return;
      }
      const reading = readPart(part, most.part, count);
      reading.catch((error: Error) => (error instanceof HttpError ? refuse(error) : damaged(error)));
      parts.push(reading);
    });
    parser.on('error', damaged);
    // The parser finishes when it has received everything, which is before the last parts have been read.
    parser.on('finish', () => {
      stopWatching();
      // What may follow the last boundary is left to the server to discard.
      body.unpipe(parser);
      body.resume();
      Promise.all(parts).then(resolve, () => undefined);
    });
    body.on('error', damaged);
    let received = 0;
    body.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > most.all + mostOverhead)
        refuse(new HttpError(413, `A request may have at most ${most.all} bytes.`));
    });
    const stopWatching = watchSender(body, most.pause, () => {
      // A sender that is still slow after the refusal gets no second one.
      if (isRefused) body.destroy();
      else refuse(new HttpError(408, 'The request came too slowly. Check the network, and store again.'));
    });
    body.pipe(parser);
  });
}

function readPart(
  part: Dicer.PartStream,
  mostBytes: number,
  count: (bytes: number) => void,
): Promise<ReceivedPart> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let contentType = '';
    part.on('header', (header: Record<string, string[] | undefined>) => {
      contentType = parseMediaTypes(header['content-type']?.[0] ?? '')[0]?.type ?? '';
    });
    part.on('data', (chunk: Buffer) => {
      length += chunk.length;
      try {
        if (length > mostBytes)
          throw new HttpError(413, `A single instance may have at most ${mostBytes} bytes.`);
        count(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        chunks.length = 0;
        reject(error);
      }
    });
    part.on('error', reject);
    part.on('end', () => resolve({ contentType, body: Buffer.concat(chunks) }));
  });
}
