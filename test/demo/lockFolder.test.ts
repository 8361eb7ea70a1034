import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeInstance } from '../support/makeInstance';
import { serveArchive } from '../support/serveArchive';
import { startServer } from '../support/startServer';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

const root = temporaryFolder();
const plain = ['--no-demo', '--no-build'];

test('a second server on a folder is told so, and the folder is free when the first has ended', async () => {
  const data = path.join(root, 'two');
  const first = await serveArchive(data);
  const message = `Another server \\(process ${process.pid} on .+\\) uses the folder ${data}\\. Stop it, or`;
  await expect(serveArchive(data)).rejects.toThrow(new RegExp(message));
  await expect(startServer({ data, options: plain })).rejects.toThrow(
    new RegExp(`exit code 1:\\n${message}`),
  );
  await first.close();
  await (await serveArchive(data)).close();
});

test('the lock of a server that was killed does not count', async () => {
  const data = path.join(root, 'killed');
  const server = await startServer({ data, options: plain });
  const gone = new Promise((resolve) => server.child.once('exit', resolve));
  server.child.kill('SIGKILL');
  await gone;
  const start = performance.now();
  await (await serveArchive(data)).close();
  expect(performance.now() - start).toBeLessThan(3000);
});

test('the lock of another computer counts as long as it is renewed', async () => {
  const data = path.join(root, 'elsewhere');
  const lock = path.join(data, 'server.lock');
  mkdirSync(lock, { recursive: true });
  writeFileSync(path.join(data, 'server.json'), JSON.stringify({ process: 1, host: 'elsewhere' }));
  const renewal = setInterval(() => utimesSync(lock, new Date(), new Date()), 500);
  await expect(serveArchive(data)).rejects.toThrow('Another server (process 1 on elsewhere)');
  clearInterval(renewal);
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  await (await serveArchive(data)).close();
});

test('a server whose lock was taken stores nothing more', async () => {
  const data = path.join(root, 'taken');
  const said: string[] = [];
  const server = await serveArchive(data, { say: (message) => said.push(message) });
  expect((await storeInstances(server.dicomWebUrl, [makeInstance('taken/a/1')])).status).toBe(200);
  const inAnHour = new Date(Date.now() + 3600_000);
  while (said.length === 0) {
    utimesSync(path.join(data, 'server.lock'), inAnHour, inAnHour);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  const refused = await storeInstances(server.dicomWebUrl, [makeInstance('taken/a/2')]);
  expect(refused.status).toBe(403);
  expect(refused.headers.get('warning')).toContain('Another server uses the folder');
  await server.close();
});
