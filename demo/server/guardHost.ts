import type { FastifyInstance, FastifyRequest } from 'fastify';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
const wildcardAddresses = ['0.0.0.0', '::'];

/**
 * Refuses requests that name another host than this server. A web page elsewhere could otherwise let its own
 * domain name point to 127.0.0.1 and read the archive through the browser (DNS rebinding).
 *
 * Refuses as well what pages of other origins send here: they could not read the answers, but could store,
 * and through the proxy with the credentials of the PACS. Following a link to here stays possible.
 *
 * With a wildcard address any IP address passes, since an address cannot be rebound; other names do not.
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

/** Programs other than browsers send none of these headers, and are not meant. */
function isFromElsewhere({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' && headers['sec-fetch-mode'] === 'navigate') return false;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return true;
  if (headers.origin === undefined) return false;
  return headers.origin.toLowerCase().replace(/^https?:\/\//, '') !== headers.host?.toLowerCase();
}
