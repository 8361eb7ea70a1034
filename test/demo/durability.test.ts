import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Archive } from '../../demo/archive/Archive';
import { makeInstance } from '../support/makeInstance';
import { serveArchive } from '../support/serveArchive';
import { startServer } from '../support/startServer';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

// Starting a thread or a server takes seconds on a busy machine.
jest.setTimeout(120_000);

test('what was stored is there after a restart', async () => {
  const folder = temporaryFolderOf('restart');
  const file = makeInstance('restart/a/1');
  const first = await serveArchive(folder);
  await storeInstances(first.dicomWebUrl, [file]);
  await first.close();

  const archive = await Archive.open(path.join(folder, 'archive'));
  const [instance] = archive.find();
  expect((await archive.read(instance)).equals(Buffer.from(file))).toBe(true);
  await archive.close();
});

test('the beginning of a file that was being written is removed, and never served', async () => {
  const folder = path.join(temporaryFolderOf('leftover'), 'archive');
  const archive = await Archive.open(folder);
  const { file } = await archive.store(makeInstance('leftover/a/1'));
  await archive.close();
  const leftover = path.join(path.dirname(file), '1.2.3.dcm.5f0c.part');
  writeFileSync(leftover, makeInstance('leftover/a/2').subarray(0, 200));
  const reopened = await Archive.open(folder);
  expect(reopened.find()).toHaveLength(1);
  expect(existsSync(leftover)).toBe(false);
  await reopened.close();
});

test('killed in the middle of storing: everything confirmed is there, nothing is broken', async () => {
  const folder = temporaryFolderOf('kill');
  const bytes = 400_000;
  const files = Array.from({ length: 60 }, (_, index) =>
    makeInstance(`kill/a/${index}`, {
      InstanceNumber: index,
      Rows: 500,
      Columns: 400,
      PixelData: new Uint8Array(bytes).fill(index).buffer,
    }),
  );
  for (const filesBeforeKill of [3, 11, 23]) {
    const server = await startServer({ data: folder, options: ['--no-demo', '--no-build'] });
    const confirmed: number[] = [];
    // Four senders at once; each stops at the first request that fails, because the server is gone.
    let next = 0;
    const sender = async () => {
      while (next < files.length) {
        const index = next++;
        const answer = await storeInstances(`${server.url}dicomweb`, [files[index]]);
        if (answer.status === 200) confirmed.push(index);
      }
    };
    const senders = Promise.allSettled(Array.from({ length: 4 }, sender));
    const before = countFiles(folder);
    while (countFiles(folder) < Math.min(before + filesBeforeKill, files.length)) await wait(1);
    const gone = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.kill('SIGKILL');
    await gone;
    await senders;

    const archive = await Archive.open(path.join(folder, 'archive'));
    const stored = new Map<number, Buffer>();
    for (const instance of archive.find()) {
      stored.set(Number(instance.attributes['00200013'].Value?.[0]), await archive.read(instance));
    }
    expect([...stored.keys()]).toEqual(expect.arrayContaining(confirmed));
    for (const [index, content] of stored) expect(content.equals(Buffer.from(files[index]))).toBe(true);
    expect(countFiles(folder)).toBe(stored.size);
    await archive.close();
  }
});

const root = temporaryFolder();
function temporaryFolderOf(name: string): string {
  return path.join(root, name);
}

function countFiles(folder: string): number {
  const archive = path.join(folder, 'archive');
  if (!existsSync(archive)) return 0;
  return readdirSync(archive, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .length;
}
