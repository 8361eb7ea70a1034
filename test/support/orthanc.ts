import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './freePort';
import { startRestartable, type Restartable } from './restartable';

export interface Orthanc extends Restartable {
  /** DICOMweb root for `--pacs`, without credentials. */
  dicomWebUrl: string;
  /** The same URL with user name and password. */
  dicomWebUrlWithCredentials: string;
  /** Orthanc's own REST interface; requires the credentials if there are any. */
  restUrl: string;
  /** Value of an Authorization header; empty if Orthanc requires none. */
  authorization: string;
}

const programs = [
  '/usr/sbin/Orthanc',
  '/usr/bin/Orthanc',
  '/opt/homebrew/bin/Orthanc',
  '/usr/local/bin/Orthanc',
];
const pluginFolders = ['/usr/share/orthanc/plugins', '/usr/local/share/orthanc/plugins'];

/** Whether Orthanc with its DICOMweb plugin is installed. */
export function hasOrthanc(): boolean {
  return programs.some(existsSync) && pluginFolders.some(existsSync);
}

/**
 * Starts a real Orthanc with DICOMweb on a free loopback port, with its own empty storage.
 *
 * @param credentials user name and password that Orthanc requires
 * @param base configuration, of which only what belongs to this machine is replaced
 * @throws Error with Orthanc's log if it does not become ready
 */
export async function startOrthanc(
  credentials?: { user: string; password: string },
  base: object = { Name: 'Test', DicomServerEnabled: false, DicomWeb: { Enable: true, Root: '/dicom-web/' } },
): Promise<Orthanc> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-orthanc-'));
  const port = await freePort();
  const configuration = path.join(folder, 'orthanc.json');
  writeFileSync(
    configuration,
    JSON.stringify({
      ...base,
      StorageDirectory: path.join(folder, 'storage'),
      IndexDirectory: path.join(folder, 'storage'),
      HttpPort: port,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: credentials !== undefined,
      RegisteredUsers: credentials ? { [credentials.user]: credentials.password } : {},
      Plugins: pluginFolders.filter(existsSync),
    }),
  );
  const program = programs.find((file) => existsSync(file)) ?? 'Orthanc';
  let log = '';
  const launch = () => {
    const started = spawn(program, [configuration], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    started.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
    started.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
    started.on('error', (error) => (log += error.message));
    return started;
  };
  const authorization = credentials
    ? `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`
    : '';
  const restUrl = `http://127.0.0.1:${port}`;
  const withCredentials = new URL(`${restUrl}/dicom-web`);
  withCredentials.username = credentials?.user ?? '';
  withCredentials.password = credentials?.password ?? '';

  const untilReady = async (child: ChildProcess) => {
    for (let attempt = 0; attempt < 150; attempt++) {
      if (child.exitCode !== null) break;
      const answer = await fetch(`${restUrl}/dicom-web/studies`, { headers: { authorization } }).catch(
        () => undefined,
      );
      if (answer?.ok) return;
      await wait(200);
    }
    throw new Error(`Orthanc did not become ready:\n${log}`);
  };
  return {
    dicomWebUrl: `${restUrl}/dicom-web`,
    dicomWebUrlWithCredentials: withCredentials.href,
    restUrl,
    authorization,
    ...(await startRestartable(folder, launch, untilReady)),
  };
}
