import type { AddressInfo } from 'node:net';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { Queue } from 'bullmq';
import { fastify } from 'fastify';
import { guardHost } from './guardHost';
import { InputError } from '../InputError';

/** A served page. */
export interface Dashboard {
  url: string;
  stop: () => Promise<void>;
}

const HOST = '127.0.0.1';
/** Keeps the page from loading anything, such as its fonts, from elsewhere. */
const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/**
 * Serves bull-board's page of a queue to this machine only, to look at: jobs hold patient IDs, and changing
 * them here would bypass what the commands check.
 *
 * @param port 0 for any free one
 * @throws InputError when the port cannot be used
 */
export async function startDashboard(queue: Queue, port: number): Promise<Dashboard> {
  const serverAdapter = new FastifyAdapter();
  const options = { readOnlyMode: true };
  createBullBoard({ queues: [new BullMQAdapter(queue, options)], serverAdapter });
  serverAdapter.setBasePath('/');
  const server = fastify();
  guardHost(server, HOST);
  server.addHook('onRequest', async (_, reply) => void reply.header('Content-Security-Policy', POLICY));
  await server.register(serverAdapter.registerPlugin());
  try {
    await server.listen({ host: HOST, port });
  } catch (error) {
    throw new InputError(
      `--dashboard ${port} cannot be used (${(error as Error).message}). Name another port.`,
    );
  }
  const address = server.server.address() as AddressInfo;
  return { url: `http://${HOST}:${address.port}/`, stop: () => server.close() };
}
