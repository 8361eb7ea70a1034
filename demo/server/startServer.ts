import Fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { Archive } from '../archive/Archive';
import { archiveLimits, type ArchiveLimits } from '../archive/archiveLimits';
import { Parser } from '../archive/Parser';
import { registerArchiveRoutes } from '../archive/registerArchiveRoutes';
import { addDemoStudies } from '../study/addDemoStudies';
import { guardHost } from '../../cli/cohort/guardHost';
import { lockFolder } from './lockFolder';
import { registerPacsProxy, type Pacs } from './registerPacsProxy';
import { registerViewerRoutes } from './registerViewerRoutes';
import { sendSecurityHeaders } from './sendSecurityHeaders';

export interface ServerOptions {
  /** 0 selects any free port. */
  port: number;
  host: string;
  /** Folder of the embedded archive; created if missing. */
  data: string;
  /** An existing archive, which replaces the embedded one. */
  pacs?: Pacs;
  /** Whether the demo studies are added to an archive that lacks them. */
  demo: boolean;
  /** The repository, which holds the built plugin. */
  root: string;
  /** Folder with the viewer's index.html; without it only DICOMweb is served. */
  viewerDirectory?: string;
  /** Limits of the embedded archive, where they differ from the usual ones. */
  limits?: Partial<ArchiveLimits>;
  /** Prints a message for the user. */
  say: (message: string) => void;
}

export interface RunningServer {
  /** Root URL, ending in a slash. */
  url: string;
  close(): Promise<void>;
}

/** How long a request may take to arrive, ms: a gigabyte on a slow line. */
const longestRequest = 30 * 60_000;

/** How long a connection may be silent, ms; requests that are being worked on are silent, too. */
const longestSilence = 10 * 60_000;

/**
 * Serves the viewer, the plugin and DICOMweb under one origin.
 *
 * @throws an Error with a message for the user when the port is taken, or the data folder cannot be used or
 * is used by another server
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = Fastify({
    forceCloseConnections: true,
    requestTimeout: longestRequest,
    connectionTimeout: longestSilence,
    routerOptions: { maxParamLength: 200 },
  });
  try {
    await registerRoutes(server, options);
    return { url: await listen(server, options), close: () => server.close() };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function registerRoutes(server: FastifyInstance, options: ServerOptions): Promise<void> {
  guardHost(server, options.host);
  if (options.viewerDirectory !== undefined) await sendSecurityHeaders(server, options.viewerDirectory);
  if (options.pacs !== undefined) await registerPacsProxy(server, options.pacs);
  else await registerArchive(server, options);
  if (options.viewerDirectory !== undefined) {
    await registerViewerRoutes(server, options.root, options.viewerDirectory);
  }
}

async function registerArchive(server: FastifyInstance, options: ServerOptions): Promise<void> {
  const limits = { ...archiveLimits, ...options.limits };
  const opened: { archive?: Archive } = {};
  const release = await lockFolder(options.data, () => {
    const lost = `Another server uses the folder ${options.data}. Restart this one.`;
    opened.archive?.stopStoring(lost);
    options.say(`${lost} Until then it stores nothing.`);
  });
  server.addHook('onClose', async () => {
    await opened.archive?.close();
    await release?.();
  });
  const parser = new Parser(limits.reading);
  const archive = await Archive.open(path.join(options.data, 'archive'), options.say, parser);
  opened.archive = archive;
  if (options.demo) await addDemoStudies(archive, options);
  await server.register((scope) => registerArchiveRoutes(scope, archive, limits), { prefix: '/dicomweb' });
}

async function listen(server: FastifyInstance, { host, port }: ServerOptions): Promise<string> {
  try {
    await server.listen({ host, port });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} is already in use. Choose another one with --port, or --port 0 for any free one.`,
      );
    }
    if (code === 'EACCES')
      throw new Error(`Port ${port} may not be used by this account. Choose another one with --port.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new Error(`This computer has no address "${host}".`);
    throw error;
  }
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${(server.server.address() as AddressInfo).port}/`;
}
