import type { FastifyInstance } from 'fastify';
import type { Archive } from './Archive';

export function registerRenderRoutes(_server: FastifyInstance, _archive: Archive): void {}
