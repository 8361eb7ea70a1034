import { chmodSync } from 'node:fs';
import { textOf, type DicomJson } from '../../demo/archive/dicomJson';
import * as atomically from '../../cli/files/writeFileAtomically';
import { dicomwebClient } from '../support/dicomwebClient';
import { makeInstance } from '../support/makeInstance';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

jest.mock('../../cli/files/writeFileAtomically', () => {
  const actual = jest.requireActual<object>('../../cli/files/writeFileAtomically');
  return { ...actual, writeFileAtomically: jest.fn() };
});
const write = jest.mocked(atomically.writeFileAtomically);
const actual = jest.requireActual<typeof atomically>('../../cli/files/writeFileAtomically');

const folder = temporaryFolder();
let archive: ServedArchive;
beforeAll(async () => {
  archive = await serveArchive(folder);
});
afterAll(() => archive.close());
beforeEach(() => write.mockReset().mockImplementation(actual.writeFileAtomically));

function diskError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test.each([
  ['ENOSPC', 507, 'full'],
  ['EDQUOT', 507, 'full'],
  ['EROFS', 403, 'read-only'],
  ['EIO', 500, 'could not write'],
])('%s is answered with %i and says "%s"', async (code, status, word) => {
  write.mockRejectedValueOnce(diskError(code));
  const answer = await storeInstances(archive.dicomWebUrl, [makeInstance(`disk/${code}/1`)]);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('warning')).toContain(word);
  const [failure] = ((await answer.json()) as DicomJson)['00081198'].Value as DicomJson[];
  expect(failure['00081197'].Value).toEqual([0xa700]);
  expect(textOf(failure, '00000902')).toContain(word);
});

test('after the disk has room again the same instance is stored', async () => {
  const file = makeInstance('again/a/1');
  write.mockRejectedValueOnce(diskError('ENOSPC'));
  expect((await storeInstances(archive.dicomWebUrl, [file])).status).toBe(507);
  expect((await storeInstances(archive.dicomWebUrl, [file])).status).toBe(200);
});

const isRoot = process.getuid?.() === 0;
const asOther = isRoot && process.platform === 'linux' ? test : test.skip;

// Root can write anywhere, so the test temporarily drops its privileges.
asOther('a folder without write permission: reading works, storing is refused in words', async () => {
  const locked = `${folder}/locked`;
  const first = await serveArchive(locked);
  await storeInstances(first.dicomWebUrl, [makeInstance('locked/a/1')]);
  await first.close();
  for (const directory of [folder, locked]) chmodSync(directory, 0o755);
  chmodSync(`${locked}/archive`, 0o555);
  process.seteuid?.(65534);
  try {
    const served = await serveArchive(locked);
    expect(await dicomwebClient(served.dicomWebUrl).searchForStudies()).toHaveLength(1);
    const answer = await storeInstances(served.dicomWebUrl, [makeInstance('unlocked/a/1')]);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('warning')).toContain('read-only');
    await served.close();
  } finally {
    process.seteuid?.(0);
  }
});
