import type { FastifyInstance } from 'fastify';

export async function registerPacsProxy(_server: FastifyInstance, _pacs: string): Promise<void> {}
