import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { repositoryRoot } from '../support/repositoryRoot';
import { startServer, type ServerProcess } from '../support/startServer';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
const start = path.join(repositoryRoot, 'demo/start.mjs');
const plain = ['--no-demo', '--no-build'];

function runStart(args: string[], script = start) {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8', timeout: 60_000 });
}

test('--help works in a copy of which nothing is installed', () => {
  const copy = path.join(folder, 'copy');
  mkdirSync(copy);
  for (const part of ['demo', 'cli/dicomweb']) {
    cpSync(path.join(repositoryRoot, part), path.join(copy, part), { recursive: true });
  }
  const { status, stdout } = runStart(['--help'], path.join(copy, 'demo/start.mjs'));
  expect(status).toBe(0);
  for (const option of ['--port', '--host', '--data', '--pacs']) expect(stdout).toContain(option);
});

test.each([
  [['--port', 'x'], '--port must be a number'],
  [['--port', '70000'], '--port must be a number'],
  [['--pacs', 'ftp://x'], '--pacs must be an http or https URL'],
  [['--pacs', 'nonsense'], '--pacs must be an http or https URL'],
  [['--pacs', 'ftp://me:secret@x'], 'not "ftp://...@x"'],
  [['--pacs', 'http://x/rs', '--pacs-timeout', '0'], '--pacs-timeout must be a number of seconds'],
  [['--pacs', 'http://x/rs', '--pacs-password-file', '/none'], '--pacs-password-file /none cannot be read'],
  [['--pacs-user', 'me'], '--pacs-user needs --pacs'],
  [['--colour', 'red'], "Unknown option '--colour'"],
])('%j is refused in words', (args, message) => {
  const { status, stderr } = runStart(args);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
});

describe('the password of a PACS', () => {
  const parse = async (args: string[], environment = {}) => {
    const { parseOptions } = (await import('../../demo/setup/options.mjs' as string)) as {
      parseOptions(args: string[], root: string, environment: object): { pacs?: object; warnings: string[] };
    };
    return parseOptions(args, '/', environment);
  };

  test('comes from the environment or a file, without a warning', async () => {
    const environment = { FEW_SHOT_PACS_USER: 'me', FEW_SHOT_PACS_PASSWORD: 'secret' };
    const url = 'http://x/rs';
    const expected = { pacs: { url, user: 'me', password: 'secret', timeout: 60 }, warnings: [] };
    expect(await parse(['--pacs', url], environment)).toMatchObject(expected);
    const file = path.join(folder, 'password');
    writeFileSync(file, 'secret\r\n');
    const options = ['--pacs', url, '--pacs-user', 'me', '--pacs-password-file', file];
    expect(await parse(options)).toMatchObject(expected);
  });

  test('in the URL it is used, with a warning', async () => {
    const { pacs, warnings } = await parse(['--pacs', 'http://me:secret@x/rs']);
    expect(pacs).toMatchObject({ url: 'http://me:secret@x/rs', user: undefined, password: undefined });
    expect(warnings).toEqual([expect.stringContaining('FEW_SHOT_PACS_PASSWORD')]);
    expect(warnings[0]).not.toContain('secret');
  });
});

test('a taken port is told, with exit code 1', async () => {
  const taken = net.createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as AddressInfo;
  // This process holds the port, so it must not block while the child process runs.
  await expect(startServer({ data: folder, options: [...plain, '--port', String(port)] })).rejects.toThrow(
    /exit code 1:\nPort \d+ is already in use/,
  );
  await new Promise((resolve) => taken.close(resolve));
}, 30_000);

describe('the running server', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer({ data: folder, options: plain });
  }, 240_000);
  afterAll(async () => {
    expect(await server.stop()).toBe(0);
  });

  /** Sends a request with a custom Host header, which fetch does not allow; returns the status. */
  function ask(url: string, host: string): Promise<number | undefined> {
    const { hostname, port, pathname } = new URL(url);
    return new Promise((resolve, reject) => {
      const request = http.get({ hostname, port, path: pathname, headers: { Host: host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
    });
  }

  test('says in one line that it is ready', () => {
    expect(server.output()).toBe(`Few-Shot Segment is ready: ${server.url}\n`);
  });

  test('isolates the page and lets it reach nothing but this server', async () => {
    const { headers } = await fetch(server.url);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("connect-src 'self' blob: data:");
    expect(policy).not.toContain('http');
  });

  test('configures the viewer: plugin, one archive, classical segmentations', async () => {
    const answer = await fetch(`${server.url}app-config.js`);
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    const window = { config: {} as Record<string, unknown> };
    new Function('window', await answer.text())(window);
    const { config } = window;
    expect(config.extensions).toEqual(['/plugins/few-shot-segment/extension.js']);
    expect(config.modes).toEqual(['/plugins/few-shot-segment/mode.js']);
    expect(config.showStudyList).toBe(true);
    const [source, ...others] = config.dataSources as { configuration: Record<string, unknown> }[];
    expect(others).toEqual([]);
    expect(source.configuration).toMatchObject({
      qidoRoot: '/dicomweb',
      wadoRoot: '/dicomweb',
      segmentation: { store: { defaultMode: 'bitmap' } },
    });
    expect(JSON.stringify(config)).not.toMatch(/https?:/);
  });

  test("the viewer's own pages, also those it makes up, but no others", async () => {
    for (const page of ['', 'viewer?StudyInstanceUIDs=1.2', 'few-shot-segment/archive?StudyInstanceUIDs=1']) {
      const answer = await fetch(server.url + page);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('<title>OHIF Viewer</title>');
    }
    for (const other of [
      'no-such.js',
      'plugins/few-shot-segment/no-such.js',
      'dicomweb/no-such',
      '.git/config',
    ]) {
      expect((await fetch(server.url + other)).status).toBe(404);
    }
  });

  test.each([
    '..%2f..%2f..%2fpackage.json',
    '..%2f..%2fpackage.json',
    '%2e%2e/package.json',
    '..%5cpackage.json',
  ])('no file outside is served: %s', async (name) => {
    for (const place of ['', 'plugins/few-shot-segment/']) {
      const answer = await fetch(server.url + place + name);
      expect(await answer.text()).not.toContain('"few-shot-segment"');
    }
  });

  test('the viewer loads no service worker from elsewhere', async () => {
    expect(await (await fetch(`${server.url}init-service-worker.js`)).text()).not.toContain('http');
  });

  const built = existsSync(path.join(repositoryRoot, 'extension/dist/few-shot-worker.js')) ? test : test.skip;
  built('WASM and worker come with their types and are checked each time', async () => {
    const types = { 'few-shot-worker.js': '/javascript', 'tfjs-backend-wasm.wasm': 'application/wasm' };
    for (const [file, type] of Object.entries(types)) {
      const { status, headers } = await fetch(`${server.url}plugins/few-shot-segment/${file}`);
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain(type);
      expect(headers.get('cache-control')).toBe('no-cache');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    }
  });

  test("files whose name holds their content's hash are cached", async () => {
    const page = await (await fetch(server.url)).text();
    const [, bundle] = /src="\/(app\.bundle\.[0-9a-f]+\.js)"/.exec(page) ?? [];
    expect((await fetch(server.url + bundle)).headers.get('cache-control')).toContain('immutable');
    expect((await fetch(server.url)).headers.get('cache-control')).toBe('no-cache');
  });

  test('a request for another host is refused', async () => {
    const { port } = new URL(server.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, 'LOCALHOST'])
      expect(await ask(server.url, host)).toBe(200);
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1.evil.example']) {
      expect(await ask(`${server.url}dicomweb/studies`, host)).not.toBe(200);
    }
  });
});
