import type { FastifyInstance, FastifyRequest } from 'fastify';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
const wildcardAddresses = ['0.0.0.0', '::'];

/**
 * Rejects requests whose Host header names another host. Otherwise a web page elsewhere could make its own
 * domain name point to 127.0.0.1 and read the archive through the browser (DNS rebinding).
 *
 * Also rejects requests from pages of other origins: they could not read the responses, but could store
 * objects, and through the proxy even with the credentials of the PACS. Following a link to this server
 * remains possible.
 *
 * With a wildcard address every IP address is accepted, because an address cannot be rebound; other names are
 * not.
 */
export function guardHost(server: FastifyInstance, host: string): void {
  const own = host.includes(':') ? `[${host}]` : host;
  const names = new Set([...loopbackNames, own.toLowerCase()]);
  const isAddress = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;
  server.addHook('onRequest', async (request, reply) => {
    const name = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    if (names.has(name) || (wildcardAddresses.includes(host) && isAddress.test(name))) {
      if (!isFromElsewhere(request)) return;
      return reply
        .code(403)
        .send({ error: 'wrong origin', message: 'This server does not answer to other web pages.' });
    }
    return reply
      .code(421)
      .send({ error: 'wrong host', message: `This server does not answer for "${name}".` });
  });
}

/**
 * Whether a page of another origin sent the request. Programs other than browsers send none of these headers
 * and are accepted.
 */
function isFromElsewhere({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' && headers['sec-fetch-mode'] === 'navigate') return false;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return true;
  if (headers.origin === undefined) return false;
  return headers.origin.toLowerCase().replace(/^https?:\/\//, '') !== headers.host?.toLowerCase();
}
