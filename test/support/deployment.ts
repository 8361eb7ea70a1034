import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './freePort';
import { hasOrthanc, startOrthanc, type Orthanc } from './orthanc';
import { repositoryRoot } from './repositoryRoot';
import { startRestartable } from './restartable';

const nginx = '/usr/sbin/nginx';
const mimeTypes = '/etc/nginx/mime.types';

/** Folder of the stock viewer; `npm run test:pacs` fetches it. */
const viewer = process.env.VIEWER ?? '';

/** A reader of the deployed viewer. */
export const reader = { username: 'reader', password: 'reads' };

/** What `docs/deploy.md` sets up: a stock viewer with the plugin, and Orthanc, both behind nginx. */
export interface Deployment {
  /** Root URL of the viewer, ending in a slash. */
  url: string;
  orthanc: Orthanc;
  /** Answers of nginx so far: status, method and path of each request. */
  requests(): string[];
  /** Changes nginx's configuration and has nginx read it again, which ends no request. */
  reconfigure(change: (configuration: string) => string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the files of `deploy/` as they are, except for paths, host names and ports, with everything in a
 * temporary folder.
 *
 * @throws Error that says what to install
 */
export async function startDeployment(): Promise<Deployment> {
  if (viewer === '') throw new Error('Start this test by npm run test:pacs, which fetches the viewer.');
  if (!existsSync(nginx) || !hasOrthanc()) {
    throw new Error('nginx or Orthanc is missing. On Debian: apt-get install nginx orthanc orthanc-dicomweb');
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'few-shot-deployment-'));
  const account = { user: 'nginx', password: 'between servers' };
  const orthanc = await startOrthanc(account, JSON.parse(readDocumented('orthanc.json')) as object);
  const html = path.join(folder, 'html');
  publishViewer(html);
  const file = (name: string, content: string) => {
    writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };
  const hash = execFileSync('openssl', ['passwd', '-apr1', reader.password], { encoding: 'utf8' });
  const port = await freePort();
  const site = moveTo(readDocumented('nginx.conf'), {
    'listen 8080;': `listen 127.0.0.1:${port};`,
    '/usr/share/nginx/html': html,
    '/etc/nginx/readers': file('readers', `${reader.username}:${hash}`),
    'http://orthanc:8042': orthanc.restUrl,
    '/etc/nginx/archive-account.conf': file(
      'archive-account.conf',
      `proxy_set_header Authorization "${orthanc.authorization}";\n`,
    ),
  });
  const siteFile = file('site.conf', site);
  const log = path.join(folder, 'access.log');
  const main = file('nginx.conf', mainConfiguration(folder, siteFile, log));
  const run: { process?: ChildProcess; errors: string } = { errors: '' };
  const launch = () => {
    run.process = spawn(nginx, ['-p', folder, '-c', main], { stdio: ['ignore', 'ignore', 'pipe'] });
    run.process.stderr?.on('data', (chunk: Buffer) => (run.errors += chunk.toString()));
    return run.process;
  };
  const url = `http://127.0.0.1:${port}/`;
  const untilReady = async (child: ChildProcess) => {
    for (let attempt = 0; attempt < 50 && child.exitCode === null; attempt++) {
      if (await fetch(url).catch(() => undefined)) return;
      await wait(100);
    }
    throw new Error(`nginx did not become ready:\n${run.errors}`);
  };
  const { stop } = await startRestartable(folder, launch, untilReady);
  return {
    url,
    orthanc,
    requests: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
    async reconfigure(change) {
      const mark = `X-Configuration-${Date.now()}`;
      writeFileSync(siteFile, change(site).replace('server {', `server {\n  add_header ${mark} new always;`));
      run.process?.kill('SIGHUP');
      for (let attempt = 0; attempt < 50; attempt++) {
        if ((await fetch(url)).headers.has(mark)) return;
        await wait(100);
      }
      throw new Error(`nginx did not read its new configuration:\n${run.errors}`);
    },
    async stop() {
      await stop();
      await orthanc.stop();
    },
  };
}

const readDocumented = (name: string) => readFileSync(path.join(repositoryRoot, 'deploy', name), 'utf8');

/** Replaces what belongs to the place of an installation. */
function moveTo(configuration: string, places: Record<string, string>): string {
  return Object.entries(places).reduce((text, [documented, here]) => {
    if (text.split(documented).length !== 2) {
      throw new Error(`deploy/nginx.conf must name ${documented} once.`);
    }
    return text.replace(documented, here);
  }, configuration);
}

/** The web root as `docs/deploy.md` builds it: the stock viewer, the plugin, and the configuration. */
function publishViewer(html: string): void {
  const plugin = path.join(html, 'plugins/few-shot-segment');
  mkdirSync(plugin, { recursive: true });
  const publish = (file: string, to: string) => symlinkSync(file, path.join(to, path.basename(file)));
  const inFolder = (from: string) => readdirSync(from).map((name) => path.join(from, name));
  inFolder(viewer)
    .filter((file) => !file.endsWith('app-config.js'))
    .forEach((file) => publish(file, html));
  publish(path.join(repositoryRoot, 'deploy/app-config.js'), html);
  inFolder(path.join(repositoryRoot, 'extension/dist')).forEach((file) => publish(file, plugin));
  publish(path.join(repositoryRoot, 'modes/few-shot-segment/dist/mode.js'), plugin);
}

/** What Debian's package or the image has around the documented file. */
function mainConfiguration(folder: string, site: string, log: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    // Root's nginx would read the temporary folder as another user, who may not.
    ...(process.getuid?.() === 0 ? ['user root;'] : []),
    'daemon off;',
    `pid ${folder}/nginx.pid;`,
    'error_log stderr;',
    'events {}',
    'http {',
    `include ${mimeTypes};`,
    `log_format short '$status $request_method $request_uri';`,
    `access_log ${log} short;`,
    ...temporary.map((name) => `${name}_temp_path ${folder}/${name};`),
    `include ${site};`,
    '}',
    '',
  ].join('\n');
}
