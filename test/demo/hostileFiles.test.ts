import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { textOf, type DicomJson } from '../../demo/archive/dicomJson';
import { hostileFiles } from '../support/hostileDicom';
import { makeInstance, uidsOf } from '../support/makeInstance';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeFailure } from '../support/storeFailure';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
const hostile = hostileFiles();

/** Without limits these take from seconds to for ever, and answer nobody meanwhile. */
const most = { store: 5000, query: 500 };

/** The longest time, ms, that a query takes until the promise is settled. */
async function longestQuery(url: string, until: Promise<unknown>): Promise<number> {
  let isSettled = false;
  void until.finally(() => (isSettled = true));
  let longest = 0;
  while (!isSettled) {
    const start = performance.now();
    await (await fetch(`${url}/studies`)).arrayBuffer();
    longest = Math.max(longest, performance.now() - start);
  }
  return longest;
}

describe('stored', () => {
  let archive: ServedArchive;
  beforeAll(async () => {
    archive = await serveArchive(path.join(folder, 'stored'));
    expect((await storeInstances(archive.dicomWebUrl, [makeInstance('first/a/1')])).status).toBe(200);
  });
  afterAll(() => archive.close());

  test.each(Object.entries(hostile))('%s is refused, and the server answers others', async (_what, file) => {
    const start = performance.now();
    const storing = storeInstances(archive.dicomWebUrl, [file]);
    expect(await longestQuery(archive.dicomWebUrl, storing)).toBeLessThan(most.query);
    expect(performance.now() - start).toBeLessThan(most.store);
    const answer = await storing;
    expect(answer.status).toBe(409);
    expect((await storeFailure(answer)).reason).toBe(0xc000);
  });

  test('the good instance beside a hostile one is stored', async () => {
    const answer = await storeInstances(archive.dicomWebUrl, [
      ...Object.values(hostile),
      makeInstance('beside/a/1'),
    ]);
    expect(answer.status).toBe(202);
    expect(((await answer.json()) as DicomJson)['00081199'].Value).toHaveLength(1);
  });
});

test('a bad file in the folder is named and left out, and the archive opens', async () => {
  const data = path.join(folder, 'present');
  const series = path.join(data, 'archive/1.2/1.3');
  mkdirSync(series, { recursive: true });
  const files = Object.values(hostile).map((bytes, index) => {
    const file = path.join(series, `1.${index}.dcm`);
    writeFileSync(file, bytes);
    return file;
  });
  writeFileSync(path.join(series, 'good.dcm'), makeInstance('good/a/1'));
  const said: string[] = [];
  const archive = await serveArchive(data, { say: (message) => said.push(message) });
  for (const file of files) expect(said.join('\n')).toContain(`Left out ${file}: It is `);
  const studies = (await (await fetch(`${archive.dicomWebUrl}/studies`)).json()) as DicomJson[];
  expect(studies.map((study) => textOf(study, '0020000D'))).toEqual([uidsOf('good').studyUID]);
  await archive.close();
});

test('a file that takes too long to read is refused, and its thread ended', async () => {
  // No thread even starts in this time.
  const archive = await serveArchive(path.join(folder, 'slow'), { limits: { reading: 5 } });
  for (let attempt = 0; attempt < 3; attempt++) {
    const answer = await storeInstances(archive.dicomWebUrl, [makeInstance('slow/a/1')]);
    expect(answer.status).toBe(409);
    expect((await storeFailure(answer)).comment).toBe('It took more than 0.005 s to read.');
  }
  await archive.close();
});

describe('UIDs that are none', () => {
  let archive: ServedArchive;
  beforeAll(async () => {
    archive = await serveArchive(path.join(folder, 'uids'));
  });
  afterAll(() => archive.close());

  /** An instance in whose bytes one text is replaced by another of the same length. */
  function replaced(name: string, from: string, to: string): Buffer {
    const file = Buffer.from(makeInstance(name));
    expect(to).toHaveLength(from.length);
    file.write(to, file.lastIndexOf(from), 'latin1');
    return file;
  }

  test.each([
    ['Transfer Syntax UID', '1.2.840.10008.1.2.1\0', '1.2.840\r\nX-Evil: 1.2'],
    ['SOP Class UID', '1.2.840.10008.5.1.4.1.1.4', '1.2.840.10008.5.1.4.1.1/4'],
    ['Study Instance UID', uidsOf('uid/a/1').studyUID, `${uidsOf('uid/a/1').studyUID.slice(0, -2)}/4`],
    ['Series Instance UID', uidsOf('uid/a/1').seriesUID, `${uidsOf('uid/a/1').seriesUID.slice(0, -2)}\r\n`],
    ['SOP Instance UID', uidsOf('uid/a/1').instanceUID, `${uidsOf('uid/a/1').instanceUID.slice(0, -2)}..`],
  ])('%s', async (name, from, to) => {
    const answer = await storeInstances(archive.dicomWebUrl, [replaced('uid/a/1', from, to)]);
    expect(answer.status).toBe(409);
    expect(await storeFailure(answer)).toMatchObject({
      reason: 0xc000,
      comment: `Its ${name} is not valid.`,
    });
    expect(await (await fetch(`${archive.dicomWebUrl}/studies`)).json()).toEqual([]);
  });

  test('the failure names the instance, if that can be read', async () => {
    const file = replaced('uid/a/2', '1.2.840.10008.1.2.1\0', '1.2.840\r\nX-Evil: 1.2');
    const answer = await storeInstances(archive.dicomWebUrl, [file]);
    expect((await storeFailure(answer)).instanceUID).toBe(uidsOf('uid/a/2').instanceUID);
  });
});
