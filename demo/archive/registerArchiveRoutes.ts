import type { FastifyInstance } from 'fastify';
import type { Archive } from './Archive';
import { HttpError } from './HttpError';
import { isUid, NotDicomError } from './parseInstance';
import { registerQueryRoutes } from './registerQueryRoutes';
import { registerRenderRoutes } from './registerRenderRoutes';
import { registerRetrieveRoutes } from './registerRetrieveRoutes';
import { registerStoreRoutes } from './registerStoreRoutes';

/** Registers the archive's DICOMweb services under the prefix of the server's scope. */
export async function registerArchiveRoutes(server: FastifyInstance, archive: Archive): Promise<void> {
  server.addHook('preHandler', async (request) => {
    for (const [name, value] of Object.entries((request.params ?? {}) as Record<string, string>)) {
      if (name.endsWith('UID') && !isUid(value))
        throw new HttpError(400, 'The URL holds something that is no UID.');
    }
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof NotDicomError ? 500 : (error.statusCode ?? 500);
    return reply.code(status).send({ error: 'the archive refused', message: error.message });
  });
  registerQueryRoutes(server, archive);
  registerRetrieveRoutes(server, archive);
  registerRenderRoutes(server, archive);
  registerStoreRoutes(server, archive);
}
