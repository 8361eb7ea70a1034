import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import path from 'node:path';
import { viewerConfiguration } from './viewerConfiguration';

const javascript = 'text/javascript; charset=utf-8';

/**
 * The stock viewer loads a service worker script that fetches its library from another host. This one removes
 * a service worker that an earlier viewer on this origin may have left, and installs none.
 */
const noServiceWorker = `navigator.serviceWorker?.getRegistrations()
  .then((registrations) => registrations.forEach((registration) => registration.unregister()));
`;

/**
 * Serves the stock viewer, its configuration and the built plugin; unknown pages are the viewer's own routes.
 */
export async function registerViewerRoutes(
  server: FastifyInstance,
  root: string,
  viewerDirectory: string,
): Promise<void> {
  const configuration = viewerConfiguration();
  server.get('/app-config.js', (_request, reply) =>
    reply.type(javascript).header('Cache-Control', 'no-cache').send(configuration),
  );
  server.get('/init-service-worker.js', (_request, reply) =>
    reply.type(javascript).header('Cache-Control', 'no-cache').send(noServiceWorker),
  );

  const extension = path.join(root, 'extension/dist');
  const mode = path.join(root, 'modes/few-shot-segment/dist');
  await server.register(fastifyStatic, {
    root: viewerDirectory,
    wildcard: true,
    cacheControl: false,
    setHeaders: (response, file) => void response.setHeader('Cache-Control', cachePolicy(file)),
  });
  server.get<{ Params: { file: string } }>('/plugins/few-shot-segment/:file', (request, reply) => {
    const { file } = request.params;
    if (!/^[\w.-]+\.(js|wasm|map)$/.test(file)) return reply.callNotFound();
    const folder = file.startsWith('mode.') ? mode : extension;
    return reply.header('Cache-Control', 'no-cache').sendFile(file, folder, { dotfiles: 'deny' });
  });

  server.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && /^\/[^.]*(\?.*)?$/.test(request.url);
    if (!page || /^\/(dicomweb|plugins)\//.test(request.url)) {
      return reply.code(404).send({ error: 'not found', message: `There is nothing at ${request.url}.` });
    }
    return reply.sendFile('index.html', viewerDirectory);
  });
}

/** The viewer's bundles have a content hash in their names; everything else is revalidated each time. */
function cachePolicy(file: string): string {
  return /\.[0-9a-f]{16}\.|[\\/][0-9a-f]{16}\.wasm$/.test(file)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';
}
