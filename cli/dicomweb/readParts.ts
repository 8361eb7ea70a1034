import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Dicer } from '@fastify/busboy';
import { ArchiveError } from './ArchiveError';
import { parseMediaTypes } from './parseMediaTypes';

/**
 * Reads a multipart answer as it arrives; only what `take` keeps stays in memory. A slow `take` slows the
 * archive down.
 *
 * @param take reads one part; called in the order of the parts, for several at a time
 * @returns the number of parts
 * @throws ArchiveError when the answer is no multipart body, or breaks off
 */
export async function readParts(
  answer: Response,
  take: (part: Readable, index: number) => Promise<void>,
): Promise<number> {
  const [type] = parseMediaTypes(answer.headers.get('content-type') ?? '');
  const boundary = type?.parameters.boundary;
  if (!answer.body || type?.type !== 'multipart/related' || !boundary) {
    await answer.body?.cancel();
    throw new ArchiveError(
      `The archive answers ${type?.type || 'without a type'} instead of multipart/related.`,
      answer.status,
    );
  }
  const parser = new Dicer({ boundary });
  const parts: Readable[] = [];
  const taken: Promise<void>[] = [];
  let failure: unknown;
  parser.on('part', (part) => {
    parts.push(part);
    const taking = take(part, taken.length).catch((error: unknown) => {
      failure ??= error;
      part.resume();
    });
    taken.push(taking);
  });
  const body = Readable.fromWeb(answer.body as ReadableStream);
  try {
    // The parser finishes in its own way, which `pipeline` does not notice.
    await new Promise<void>((resolve, reject) => {
      parser.on('finish', resolve);
      parser.on('error', reject);
      body.on('error', reject);
      body.pipe(parser);
    });
  } catch (error) {
    body.destroy();
    for (const part of parts) part.destroy();
    await Promise.all(taken);
    throw new ArchiveError(brokeOff(error as Error));
  }
  await Promise.all(taken);
  // Errors of the disk have a code; others are those of a part that ended too early.
  if (failure instanceof Error && !('code' in failure)) throw new ArchiveError(brokeOff(failure));
  if (failure) throw failure;
  return taken.length;
}

const brokeOff = ({ message }: Error) => `The archive's answer broke off (${message}).`;
