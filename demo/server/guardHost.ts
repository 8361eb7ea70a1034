import type { FastifyInstance } from 'fastify';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];
const wildcardAddresses = ['0.0.0.0', '::'];

/**
 * Refuses requests that name another host than this server. A web page elsewhere could otherwise let its own
 * domain name point to 127.0.0.1 and read the archive through the browser (DNS rebinding).
 *
 * With a wildcard address any IP address passes, since an address cannot be rebound; other names do not.
 */
export function guardHost(server: FastifyInstance, host: string): void {
  const own = host.includes(':') ? `[${host}]` : host;
  const names = new Set([...loopbackNames, own.toLowerCase()]);
  const isAddress = /^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;
  server.addHook('onRequest', async (request, reply) => {
    const name = (request.headers.host ?? '').toLowerCase().replace(/:\d+$/, '');
    if (names.has(name) || (wildcardAddresses.includes(host) && isAddress.test(name))) return;
    await reply
      .code(421)
      .send({ error: 'wrong host', message: `This server does not answer for "${name}".` });
  });
}
