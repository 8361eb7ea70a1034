import { startServer, type RunningServer } from '../../demo/server/startServer';
import { repositoryRoot } from './repositoryRoot';

/** An embedded archive in this process, on a free port, with the files of a folder. */
export interface ServedArchive extends RunningServer {
  /** DICOMweb root. */
  dicomWebUrl: string;
}

/** Servers that a failed test left open, which would keep the test run from ending. */
const open: RunningServer[] = [];
afterAll(() => Promise.all(open.map((server) => server.close())));

/** Serves DICOMweb, by default without viewer and demo studies. */
export async function serveArchive(
  data: string,
  options: { demo?: boolean; pacs?: string } = {},
): Promise<ServedArchive> {
  const server = await startServer({
    port: 0,
    host: '127.0.0.1',
    data,
    demo: options.demo ?? false,
    pacs: options.pacs,
    root: repositoryRoot,
    say: () => undefined,
  });
  open.push(server);
  return { ...server, dicomWebUrl: `${server.url}dicomweb` };
}
