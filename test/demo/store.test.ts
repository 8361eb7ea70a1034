import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { textOf, type DicomJson } from '../../demo/archive/dicomJson';
import { dicomwebClient } from '../support/dicomwebClient';
import { makeInstance, uidsOf } from '../support/makeInstance';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeFailure } from '../support/storeFailure';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

/**
 * Folders around the archive's, as deep as the UIDs below try to escape it. Nothing else may appear in them.
 */
const surroundings = temporaryFolder();
const folder = path.join(surroundings, 'outer/inner/data');
let archive: ServedArchive;
beforeAll(async () => {
  archive = await serveArchive(folder);
});
afterAll(() => archive.close());

/** Names of all files in a folder and its subfolders. */
function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
}

test('what dicomweb-client stores can be found and comes back unchanged', async () => {
  const file = makeInstance('round/trip/1');
  const client = dicomwebClient(archive.dicomWebUrl);
  await client.storeInstances({ datasets: [new Uint8Array(file).buffer] });
  const { studyUID, seriesUID, instanceUID } = uidsOf('round/trip/1');
  const found = await client.searchForInstances({ studyInstanceUID: studyUID });
  expect(found.map((one) => textOf(one, '00080018'))).toEqual([instanceUID]);
  const back = await client.retrieveInstance({
    studyInstanceUID: studyUID,
    seriesInstanceUID: seriesUID,
    sopInstanceUID: instanceUID,
  });
  expect(Buffer.from(back).equals(Buffer.from(file))).toBe(true);
});

test('the answer names what was stored and where', async () => {
  const answer = await storeInstances(archive.dicomWebUrl, [
    makeInstance('answer/a/1'),
    makeInstance('answer/a/2'),
  ]);
  expect(answer.status).toBe(200);
  const response = (await answer.json()) as DicomJson;
  const { studyUID, seriesUID, instanceUID } = uidsOf('answer/a/1');
  expect(textOf(response, '00081190')).toBe(`${archive.dicomWebUrl}/studies/${studyUID}`);
  const [first, second] = response['00081199'].Value as DicomJson[];
  expect(textOf(first, '00081155')).toBe(instanceUID);
  expect(textOf(first, '00081190')).toBe(
    `${archive.dicomWebUrl}/studies/${studyUID}/series/${seriesUID}/instances/${instanceUID}`,
  );
  expect(textOf(second, '00081155')).toBe(uidsOf('answer/a/2').instanceUID);
  expect(response['00081198']).toBeUndefined();
});

test('the same instance twice is stored once; the same UID with other content is refused', async () => {
  const url = archive.dicomWebUrl;
  expect((await storeInstances(url, [makeInstance('twice/a/1')])).status).toBe(200);
  expect((await storeInstances(url, [makeInstance('twice/a/1')])).status).toBe(200);
  const changed = makeInstance('twice/a/1', { PatientID: 'other' });
  const refused = await storeInstances(url, [changed]);
  expect(refused.status).toBe(409);
  expect((await storeFailure(refused)).reason).toBe(0x0111);
  const { studyUID } = uidsOf('twice');
  const [study] = await dicomwebClient(url).searchForStudies({ queryParams: { StudyInstanceUID: studyUID } });
  expect(study['00201208'].Value).toEqual([1]);
  expect(textOf(study, '00100020')).toBe('T1');
});

test('the same instance sent many times at once is stored once', async () => {
  const file = makeInstance('race/a/1');
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => storeInstances(archive.dicomWebUrl, [file])),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect(filesBelow(folder).filter((name) => name.startsWith(uidsOf('race/a/1').instanceUID))).toHaveLength(
    1,
  );
});

test('of two instances with the same UID that arrive at once, one is stored and one refused', async () => {
  for (let round = 0; round < 5; round++) {
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((PatientID) =>
        storeInstances(archive.dicomWebUrl, [makeInstance(`contest/a/${round}`, { PatientID })]),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  }
});

test('a good and a bad instance: 202, and each is named', async () => {
  const answer = await storeInstances(archive.dicomWebUrl, [
    makeInstance('mixed/a/1'),
    Buffer.from('no DICOM'),
  ]);
  expect(answer.status).toBe(202);
  const response = (await answer.json()) as DicomJson;
  expect(response['00081199'].Value).toHaveLength(1);
  expect(response['00081198'].Value).toHaveLength(1);
});

test('an instance of another study than the URL names is refused', async () => {
  const { studyUID } = uidsOf('right');
  const answer = await storeInstances(`${archive.dicomWebUrl}/studies/${studyUID}`, [
    makeInstance('wrong/a/1'),
  ]);
  expect(answer.status).toBe(409);
  expect((await storeFailure(answer)).reason).toBe(0xa900);
});

describe('no usable DICOM is refused, and leaves nothing behind', () => {
  const whole = makeInstance('damaged/a/1');
  test.each([
    ['text', Buffer.from('this is no DICOM file, but long enough to look at'.repeat(10))],
    ['an empty part', Buffer.alloc(0)],
    ['a file cut off in its pixels', whole.subarray(0, whole.length - 8)],
    ['a file cut off in its header', whole.subarray(0, 300)],
    ['a file without a Series Instance UID', makeInstance('damaged/a/2', { SeriesInstanceUID: '' })],
  ])('%s', async (_name, bytes) => {
    const before = filesBelow(folder);
    const answer = await storeInstances(archive.dicomWebUrl, [bytes]);
    expect(answer.status).toBe(409);
    expect((await storeFailure(answer)).reason).toBe(0xc000);
    expect(answer.headers.get('warning')).toMatch(/^299 archive "It /);
    expect(filesBelow(folder)).toEqual(before);
  });
});

describe('UIDs that would lead out of the folder', () => {
  test.each([
    '../../../outside',
    '..',
    '1.2/../../../outside',
    '1.2\\..\\outside',
    '/etc/outside',
    '.',
    '1..2',
    '1.2.',
  ])('"%s" is no UID in a file', async (uid) => {
    const everything = () => readdirSync(surroundings, { recursive: true });
    const before = everything();
    for (const keyword of ['StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID']) {
      const answer = await storeInstances(archive.dicomWebUrl, [
        makeInstance('path/a/1', { [keyword]: uid }),
      ]);
      expect(answer.status).toBe(409);
      expect((await storeFailure(answer)).reason).toBe(0xc000);
    }
    expect(everything()).toEqual(before);
  });

  test.each(['..%2f..%2f..%2fetc%2fpasswd', '%2e%2e', '..%5c..', '1.2.3%00'])(
    '"%s" is none in a URL',
    async (uid) => {
      for (const url of [
        `/studies/${uid}/metadata`,
        `/studies/1.2/series/${uid}`,
        `/studies/1.2/series/1.3/instances/${uid}`,
      ]) {
        expect([400, 404]).toContain((await fetch(archive.dicomWebUrl + url)).status);
      }
    },
  );
});

describe('a malformed request is refused in words', () => {
  const post = (contentType: string, body: string) =>
    fetch(`${archive.dicomWebUrl}/studies`, {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
    });
  const multipart = 'multipart/related; type="application/dicom"; boundary=b';

  test.each([
    ['no boundary', 'multipart/related; type="application/dicom"', '--b--', 400],
    ['no part', multipart, '--b--\r\n', 400],
    ['no end', multipart, '--b\r\nContent-Type: application/dicom\r\n\r\nabc', 400],
    ['another boundary', multipart, '--c\r\n\r\nabc\r\n--c--\r\n', 400],
    ['empty', multipart, '', 400],
    ['parts of another type', multipart, '--b\r\nContent-Type: text/plain\r\n\r\nabc\r\n--b--\r\n', 415],
    ['DICOM JSON', 'multipart/related; type="application/dicom+json"; boundary=b', '--b--', 415],
    ['a form', 'multipart/form-data; boundary=b', '--b--', 415],
    ['plain text', 'text/plain', 'hello', 415],
  ])('%s', async (_name, contentType, body, status) => {
    const answer = await post(contentType, body);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { message: string }).message).toMatch(/\w+ \w+/);
  });

  test('what resembles a boundary within the pixels is none', async () => {
    const pixels = Buffer.from('\r\n--test-boundar\r\n--\r\n ');
    const file = makeInstance('boundary/a/1', { PixelData: new Uint8Array(pixels).buffer });
    expect((await storeInstances(archive.dicomWebUrl, [file])).status).toBe(200);
    const [back] = await dicomwebClient(archive.dicomWebUrl).retrieveStudy({
      studyInstanceUID: uidsOf('boundary').studyUID,
    });
    expect(Buffer.from(back).equals(Buffer.from(file))).toBe(true);
  });

  test('the archive still works afterwards', async () => {
    expect((await storeInstances(archive.dicomWebUrl, [makeInstance('after/a/1')])).status).toBe(200);
  });
});

test('files that are no DICOM do not keep the archive from opening', async () => {
  const other = path.join(folder, 'other');
  mkdirSync(path.join(other, 'archive/1.2/1.3'), { recursive: true });
  writeFileSync(path.join(other, 'archive/1.2/1.3/1.4.dcm'), 'rubbish');
  const opened = await serveArchive(other);
  expect(await dicomwebClient(opened.dicomWebUrl).searchForStudies()).toEqual([]);
  await opened.close();
});
