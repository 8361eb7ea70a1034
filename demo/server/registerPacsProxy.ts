import fastifyHttpProxy from '@fastify/http-proxy';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { basicAuthorization } from '../../cli/dicomweb/archiveAccess.mjs';
import { decompress } from './decompress';
import { dicomwebService } from './dicomwebService';
import { ownUrls } from './ownUrls';
import { requestHeaders, responseHeaders } from './proxyHeaders';
import { RewriteUrls } from './RewriteUrls';

/** An existing DICOMweb server. */
export interface Pacs {
  /** Its DICOMweb root, e.g. `http://127.0.0.1:8042/dicom-web`; may hold a user name and password. */
  url: string;
  user?: string;
  password?: string;
  /** How long it may take to begin an answer, or to go on with one, in seconds; default 60. */
  timeout?: number;
}

const prefix = '/dicomweb';

/**
 * Forwards the DICOMweb services of `/dicomweb` to an existing server. Its user name and password are sent
 * with each request as basic authentication and never reach the browser.
 *
 * Archives write their own absolute URLs into responses (RetrieveURL, BulkDataURI). The viewer can access
 * only this server, so these URLs are rewritten to point to it.
 */
export async function registerPacsProxy(server: FastifyInstance, pacs: Pacs): Promise<void> {
  const url = new URL(pacs.url);
  const { origin, host } = url;
  const rootPath = url.pathname.replace(/\/+$/, '');
  const authorization = basicAuthorization(pacs);
  const milliseconds = (pacs.timeout ?? 60) * 1000;
  const fail = (reply: object, status: number, error: string, reason: string) =>
    (reply as FastifyReply)
      .code(status)
      .type('application/json')
      .send({ error, message: `The archive at ${origin}${rootPath} ${reason}` });

  const explain = (reply: object, error: Error) => {
    const { statusCode, code } = error as { statusCode?: number; code?: string };
    return statusCode === 504 || code === 'UND_ERR_BODY_TIMEOUT'
      ? fail(reply, 504, 'archive too slow', `did not answer within ${milliseconds / 1000} s.`)
      : fail(reply, 502, 'archive unreachable', `does not answer: ${causeOf(error)}`);
  };

  await server.register(async (scope) => {
    // Bodies pass through unread.
    scope.removeAllContentTypeParsers();
    scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      // What is wrong with the request is not the PACS's fault.
      (error.statusCode ?? 500) < 500 ? reply.send(error) : explain(reply, error),
    );
    await scope.register(fastifyHttpProxy, {
      upstream: origin,
      prefix,
      rewritePrefix: rootPath === '' ? '/' : rootPath,
      internalRewriteLocationHeader: false,
      undici: {
        headersTimeout: milliseconds,
        bodyTimeout: milliseconds,
        connect: { timeout: Math.min(milliseconds, 10_000) },
      },
      preHandler: (request, reply, next) => {
        if (serviceOf(request) !== undefined) return next();
        return reply
          .code(404)
          .send({ error: 'not found', message: 'Only DICOMweb search, retrieve and store are forwarded.' });
      },
      replyOptions: {
        // The viewer retries by itself; a PACS that is late must not make it wait for several attempts.
        retryDelay: () => null,
        rewriteRequestHeaders: (_request, headers) =>
          requestHeaders(headers, { host, ...(authorization === undefined ? {} : { authorization }) }),
        rewriteHeaders: (headers, request) =>
          responseHeaders(headers, { origin, rootPath }, hereOf(request as FastifyRequest)),
        onResponse: (request, reply, response) => {
          // The type declarations do not show that the response is wrapped.
          const { stream } = response as unknown as { stream: Readable };
          const { statusCode } = reply;
          const type = String(reply.getHeader('content-type') ?? '');
          const refuse = (reason: string) => {
            stream.destroy();
            for (const name of ['content-length', 'content-encoding']) reply.removeHeader(name);
            return fail(reply, 502, 'wrong answer', reason);
          };
          if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && !reply.hasHeader('location'))
            return refuse('redirects to another place. Give its new URL by --pacs.');
          if (isForeign(rootPath, serviceOf(request as FastifyRequest), statusCode, type))
            return refuse(
              'does not answer as DICOMweb. Give its DICOMweb root by --pacs, e.g. .../dicom-web.',
            );
          if (!/json|xml/.test(type)) return reply.send(stream);
          const text = decompress(stream, String(reply.getHeader('content-encoding') ?? ''));
          if (text === undefined) return refuse('compresses its answers in a way that is not known here.');
          reply.removeHeader('content-length');
          reply.removeHeader('content-encoding');
          const rewriting = new RewriteUrls(ownUrls(origin, rootPath), hereOf(request as FastifyRequest));
          text.on('error', (error) => rewriting.destroy(error));
          return reply.send(text.pipe(rewriting));
        },
        onError: (reply, { error }) => void explain(reply, error),
      },
    });
  });
}

function serviceOf({ method, raw }: FastifyRequest) {
  return dicomwebService(method, (raw.url ?? '').slice(prefix.length));
}

/** The proxy's URL as the client reaches it. This server has no TLS. */
function hereOf({ headers }: FastifyRequest): string {
  return `http://${headers.host ?? ''}${prefix}`;
}

/**
 * Whether an answer is none of DICOMweb. Only where the PACS has no path of its own for DICOMweb: there the
 * same routes may be those of something else, as in Orthanc.
 */
function isForeign(rootPath: string, service: string | undefined, status: number, type: string): boolean {
  return rootPath === '' && service === 'search' && status === 200 && !type.includes('dicom');
}

function causeOf(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}
