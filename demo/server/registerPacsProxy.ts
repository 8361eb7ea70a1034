import fastifyHttpProxy from '@fastify/http-proxy';
import type { FastifyInstance } from 'fastify';
import type { Readable } from 'node:stream';
import { RewriteUrls } from './RewriteUrls';

/** The PACS has no use for what tells it where the viewer runs. */
const keptBack = ['cookie', 'origin', 'referer', 'authorization'];
/** A PACS that asks for a password would make the browser ask its user. */
const heldBack = ['www-authenticate', 'set-cookie'];

/**
 * Passes `/dicomweb` on to an existing DICOMweb server. A user name and password in its URL are sent with
 * each request as basic authentication, and never reach the browser.
 *
 * Archives write absolute URLs of their own into answers (RetrieveURL, BulkDataURI). The viewer may reach
 * nothing but this server, so these are rewritten to lead here.
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
        // Compressed answers could not be searched for URLs.
        'accept-encoding': 'identity',
        ...(authorization === undefined ? {} : { authorization }),
      }),
      rewriteHeaders: (headers) => without(headers, heldBack),
      onResponse: (request, reply, response) => {
        // The types do not tell that the answer is wrapped.
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

/** A PACS may know itself by another name than the one we use, but its DICOMweb path is the same. */
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
