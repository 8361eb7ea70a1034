import type { FastifyInstance } from 'fastify';
import type { Archive } from './Archive';
import type { ArchiveLimits } from './archiveLimits';
import { ArchiveIndex } from './ArchiveIndex';
import { HttpError } from './HttpError';
import { isUid } from './isUid';
import { NotDicomError } from './NotDicomError';
import { registerQueryRoutes } from './registerQueryRoutes';
import { registerRenderRoutes } from './registerRenderRoutes';
import { registerRetrieveRoutes } from './registerRetrieveRoutes';
import { registerStoreRoutes } from './registerStoreRoutes';

/** Registers the archive's DICOMweb services under the prefix of the server's scope. */
export async function registerArchiveRoutes(
  server: FastifyInstance,
  archive: Archive,
  limits: ArchiveLimits,
): Promise<void> {
  server.addHook('preHandler', async (request) => {
    for (const [name, value] of Object.entries((request.params ?? {}) as Record<string, string>)) {
      if (name.endsWith('UID') && !isUid(value))
        throw new HttpError(400, 'The URL holds something that is no UID.');
    }
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error instanceof NotDicomError ? 500 : (error.statusCode ?? 500);
    // What remains of the request would come just as slowly.
    if (status === 408) void reply.header('Connection', 'close');
    if (status === 503) void reply.header('Retry-After', '5');
    return reply.code(status).send({ error: 'the archive refused', message: error.message });
  });
  const index = new ArchiveIndex(archive);
  registerQueryRoutes(server, index);
  registerRetrieveRoutes(server, archive, index);
  registerRenderRoutes(server, archive, index);
  registerStoreRoutes(server, archive, limits);
}
