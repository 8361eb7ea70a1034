import { startServer, type RunningServer, type ServerOptions } from '../../demo/server/startServer';
import { repositoryRoot } from './repositoryRoot';

/** An embedded archive in this process, on a free port, with the files of a folder. */
export interface ServedArchive extends RunningServer {
  /** DICOMweb root. */
  dicomWebUrl: string;
}

// Starting a thread of the archive takes seconds on a busy machine.
jest.setTimeout(60_000);

/** Servers that a failed test left open, which would keep the test run from ending. */
const open: RunningServer[] = [];
afterAll(() => Promise.all(open.map((server) => server.close())));

/** Serves DICOMweb, by default without viewer and demo studies. */
export async function serveArchive(
  data: string,
  options: Partial<ServerOptions> = {},
): Promise<ServedArchive> {
  const server = await startServer({
    port: 0,
    host: '127.0.0.1',
    data,
    demo: false,
    root: repositoryRoot,
    say: () => undefined,
    ...options,
  });
  open.push(server);
  return { ...server, dicomWebUrl: `${server.url}dicomweb` };
}
