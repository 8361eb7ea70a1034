import fastifyHttpProxy from '@fastify/http-proxy';
import type { FastifyInstance } from 'fastify';
import type { Readable } from 'node:stream';
import { RewriteUrls } from './RewriteUrls';

/** Request headers that are not forwarded: the PACS does not need to know where the viewer runs. */
const keptBack = ['cookie', 'origin', 'referer', 'authorization'];
/**
 * Response headers that are not forwarded: a PACS that requires a password would make the browser prompt its
 * user.
 */
const heldBack = ['www-authenticate', 'set-cookie'];

/**
 * Forwards `/dicomweb` to an existing DICOMweb server. A user name and password in its URL are sent with each
 * request as basic authentication and never reach the browser.
 *
 * Archives write their own absolute URLs into responses (RetrieveURL, BulkDataURI). The viewer can access
 * only this server, so these URLs are rewritten to point to it.
 *
 * @param pacs the DICOMweb root, e.g. `http://127.0.0.1:8042/dicom-web`
 */
export async function registerPacsProxy(server: FastifyInstance, pacs: string): Promise<void> {
  const url = new URL(pacs);
  const rootPath = url.pathname.replace(/\/+$/, '');
  const authorization = basicAuthorization(url);

  await server.register(fastifyHttpProxy, {
    upstream: url.origin,
    prefix: '/dicomweb',
    rewritePrefix: rootPath,
    replyOptions: {
      rewriteRequestHeaders: (_request, headers) => ({
        ...without(headers, keptBack),
        host: url.host,
        // Compressed responses could not be searched for URLs.
        'accept-encoding': 'identity',
        ...(authorization === undefined ? {} : { authorization }),
      }),
      rewriteHeaders: (headers) => without(headers, heldBack),
      onResponse: (request, reply, response) => {
        // The type declarations do not show that the response is wrapped.
        const { stream } = response as unknown as { stream: Readable };
        if (!/json|xml/.test(String(reply.getHeader('content-type') ?? ''))) return reply.send(stream);
        const here = `${request.protocol}://${request.headers.host ?? ''}/dicomweb`;
        reply.removeHeader('content-length');
        const rewriting = new RewriteUrls(ownUrls(url.origin, rootPath), here);
        stream.on('error', (error) => rewriting.destroy(error));
        return reply.send(stream.pipe(rewriting));
      },
      onError: (reply, { error }) => {
        void reply.code(502).send({
          error: 'archive unreachable',
          message: `The archive at ${url.origin}${rootPath} does not answer: ${causeOf(error)}`,
        });
      },
    },
  });
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/**
 * Matches the PACS's own URLs: it may use a different host name than we do, but its DICOMweb path is the
 * same.
 */
function ownUrls(origin: string, rootPath: string): RegExp {
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const host = rootPath === '' ? escape(origin) : `https?://[^\\s"'<>/]+${escape(rootPath)}`;
  return new RegExp(`${host}(?=[/"<?])`, 'g');
}

function without<T extends object>(headers: T, names: string[]): T {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !names.includes(name.toLowerCase())),
  ) as T;
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
