import Fastify from 'fastify';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { guardHost } from '../../cli/cohort/guardHost';

const host = 'localhost:3000';
const server = Fastify();
guardHost(server, '127.0.0.1');
server.all('/', () => 'answer');
beforeAll(() => server.listen({ host: '127.0.0.1', port: 0 }));
afterAll(() => server.close());

/** Sends a request with headers that fetch does not allow; returns the status. */
function statusOf(method: string, headers: Record<string, string>): Promise<number | undefined> {
  const { port } = server.server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on('error', reject);
    request.end();
  });
}

test.each<['GET' | 'POST', Record<string, string>, number]>([
  ['POST', {}, 200],
  ['POST', { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }, 200],
  ['GET', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 200],
  ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 200],
  ['POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 403],
  ['GET', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  ['GET', { 'sec-fetch-site': 'same-site' }, 403],
  ['POST', { origin: 'http://example.org' }, 403],
  ['POST', { origin: 'http://localhost:3001' }, 403],
  ['POST', { origin: 'null' }, 403],
  ['POST', { host: 'example.org' }, 421],
])('%s with %j is answered with %i', async (method, headers, status) => {
  expect(await statusOf(method, { host, ...headers })).toBe(status);
});
