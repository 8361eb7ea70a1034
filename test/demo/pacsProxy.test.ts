import http from 'node:http';
import { textOf, type DicomJson } from '../../demo/archive/dicomJson';
import { dicomwebClient } from '../support/dicomwebClient';
import { freePort } from '../support/freePort';
import { makeInstance, uidsOf } from '../support/makeInstance';
import { hasOrthanc, startOrthanc, type Orthanc } from '../support/orthanc';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
const withOrthanc = hasOrthanc() ? describe : describe.skip;

withOrthanc('--pacs with a real Orthanc that asks for a password', () => {
  let orthanc: Orthanc;
  let server: ServedArchive;
  const file = makeInstance('pacs/a/1', { ICCProfile: new Uint8Array(40_000).fill(7).buffer });
  const { studyUID, seriesUID, instanceUID } = uidsOf('pacs/a/1');
  const where = { studyInstanceUID: studyUID, seriesInstanceUID: seriesUID, sopInstanceUID: instanceUID };

  beforeAll(async () => {
    orthanc = await startOrthanc({ user: 'reader', password: 's:cr@t/ü' });
    server = await serveArchive(folder, { pacs: orthanc.dicomWebUrlWithCredentials });
  }, 60_000);
  afterAll(async () => {
    await server?.close();
    await orthanc?.stop();
  });

  test('what is stored through the proxy is in Orthanc', async () => {
    await dicomwebClient(server.dicomWebUrl).storeInstances({ datasets: [new Uint8Array(file).buffer] });
    const answer = await fetch(`${orthanc.restUrl}/instances`, {
      headers: { authorization: orthanc.authorization },
    });
    expect(await answer.json()).toHaveLength(1);
  });

  test('it is found and comes back unchanged', async () => {
    const client = dicomwebClient(server.dicomWebUrl);
    const studies = await client.searchForStudies({ queryParams: { PatientName: '*Patient*' } });
    expect(studies.map((study) => textOf(study, '0020000D'))).toEqual([studyUID]);
    const [frame] = await client.retrieveInstanceFrames({ ...where, frameNumbers: [1] });
    expect([...new Uint16Array(frame)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect((await client.retrieveInstance(where)).byteLength).toBeGreaterThan(40_000);
  });

  test('no URL in an answer leads past the proxy, and the bulk data behind it arrives', async () => {
    for (const url of [`/studies`, `/studies/${studyUID}/series`, `/studies/${studyUID}/metadata`]) {
      const text = await (
        await fetch(server.dicomWebUrl + url, { headers: { Accept: 'application/dicom+json' } })
      ).text();
      expect(text).not.toContain(new URL(orthanc.restUrl).host);
    }
    const [metadata] = await dicomwebClient(server.dicomWebUrl).retrieveSeriesMetadata(where);
    const uri = metadata['00282000'].BulkDataURI ?? '';
    expect(uri).toContain(`${server.dicomWebUrl}/studies/${studyUID}/`);
    const [bulk] = await dicomwebClient(server.dicomWebUrl).retrieveBulkData({ BulkDataURI: uri });
    expect(Buffer.from(bulk)).toEqual(Buffer.alloc(40_000, 7));
  });

  test("Orthanc's refusal of rubbish reaches the client", async () => {
    const answer = await storeInstances(server.dicomWebUrl, [Buffer.from('no DICOM')]);
    const failed = ((await answer.json()) as DicomJson)['00081198'];
    expect(answer.status >= 400 || failed !== undefined).toBe(true);
  });

  test('a wrong password is told, without making the browser ask for one', async () => {
    const url = new URL(orthanc.dicomWebUrlWithCredentials);
    url.password = 'wrong';
    const other = await serveArchive(folder, { pacs: url.href });
    const answer = await fetch(`${other.dicomWebUrl}/studies`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    await other.close();
  });
});

test('a PACS that does not answer: 502 in words, without its password', async () => {
  const port = await freePort();
  const server = await serveArchive(folder, { pacs: `http://reader:secret@127.0.0.1:${port}/dicom-web` });
  const answer = await fetch(`${server.dicomWebUrl}/studies`);
  expect(answer.status).toBe(502);
  const text = await answer.text();
  expect((JSON.parse(text) as { message: string }).message).toContain(`http://127.0.0.1:${port}/dicom-web`);
  expect(text).not.toContain('secret');
  await server.close();
});

describe('with a PACS of our own', () => {
  let seen: http.IncomingHttpHeaders = {};
  let pacs: http.Server;
  let server: ServedArchive;
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    pacs = http.createServer((request, response) => {
      seen = request.headers;
      response.setHeader('Content-Type', 'application/dicom+json');
      response.setHeader('Set-Cookie', 'session=1');
      const uri = 'http://pacs.hospital.example:8443/pacs/rs/studies/1';
      // Chunk borders split the URL and a two-byte character before it.
      const body = Buffer.from(`[{"00100010":"Mü","url":"${uri}"},{"url":"https://elsewhere.example/x"}]`);
      response.write(body.subarray(0, 16));
      setTimeout(() => response.write(body.subarray(16, 40)), 20);
      setTimeout(() => response.end(body.subarray(40)), 40);
    });
    await new Promise<void>((resolve) => pacs.listen(port, '127.0.0.1', resolve));
    server = await serveArchive(folder, { pacs: `http://127.0.0.1:${port}/pacs/rs/` });
  });
  afterAll(async () => {
    await server.close();
    pacs.closeAllConnections();
    await new Promise((resolve) => pacs.close(resolve));
  });

  test('its URLs lead here, under whatever name it knows itself; others stay', async () => {
    const answer = await fetch(`${server.dicomWebUrl}/studies`);
    expect(await answer.text()).toBe(
      `[{"00100010":"Mü","url":"${server.dicomWebUrl}/studies/1"},{"url":"https://elsewhere.example/x"}]`,
    );
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test('it is told neither cookies nor where the viewer runs', async () => {
    await fetch(`${server.dicomWebUrl}/studies`, {
      headers: { Cookie: 'a=b', Referer: server.url, Accept: 'text/x' },
    });
    expect(seen.cookie).toBeUndefined();
    expect(seen.referer).toBeUndefined();
    expect(seen.authorization).toBeUndefined();
    expect(seen.accept).toBe('text/x');
    expect(seen.host).toBe(`127.0.0.1:${port}`);
  });
});
