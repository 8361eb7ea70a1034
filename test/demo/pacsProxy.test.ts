import http from 'node:http';
import zlib from 'node:zlib';
import { textOf, type DicomJson } from '../../demo/archive/dicomJson';
import { dicomwebClient } from '../support/dicomwebClient';
import { freePort } from '../support/freePort';
import { makeInstance, uidsOf } from '../support/makeInstance';
import { hasOrthanc, startOrthanc, type Orthanc } from '../support/orthanc';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
/** Sends a path as it is, which fetch would normalise; returns the status. */
function statusOf(base: string, method: string, path: string): Promise<number | undefined> {
  const { hostname, port, pathname } = new URL(base);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, method, path: pathname + path }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on('error', reject);
    request.end();
  });
}

const withOrthanc = hasOrthanc() ? describe : describe.skip;

withOrthanc('--pacs with a real Orthanc that asks for a password', () => {
  let orthanc: Orthanc;
  let server: ServedArchive;
  const file = makeInstance('pacs/a/1', { ICCProfile: new Uint8Array(40_000).fill(7).buffer });
  const { studyUID, seriesUID, instanceUID } = uidsOf('pacs/a/1');
  const where = { studyInstanceUID: studyUID, seriesInstanceUID: seriesUID, sopInstanceUID: instanceUID };

  beforeAll(async () => {
    orthanc = await startOrthanc({ user: 'reader', password: 's:cr@t/ü' });
    server = await serveArchive(folder, {
      pacs: { url: orthanc.dicomWebUrl, user: 'reader', password: 's:cr@t/ü' },
    });
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

  test('the URLs in the answer to a store lead here', async () => {
    const large = { PixelData: new Uint8Array(3_000_000).buffer };
    const answer = await storeInstances(server.dicomWebUrl, [makeInstance('pacs/b/2', large)]);
    expect(answer.status).toBe(200);
    const stored = (await answer.json()) as DicomJson;
    expect(textOf(stored, '00081190')).toBe(`${server.dicomWebUrl}/studies/${studyUID}`);
    expect(JSON.stringify(stored)).not.toContain('undefined');
  });

  test.each([
    '/servers',
    '/studies/../../system',
    '/studies/%2e%2e/%2e%2e/system',
    `/studies/${studyUID}/../../../instances`,
    '/app/client/index.html',
    '/patients',
    '',
  ])("Orthanc's other routes are not forwarded: %s", async (path) => {
    for (const method of ['GET', 'POST', 'DELETE', 'PUT'])
      expect(await statusOf(server.dicomWebUrl, method, path)).toBe(404);
    expect(await statusOf(server.dicomWebUrl, 'DELETE', `/studies/${studyUID}`)).toBe(404);
  });

  test("with a URL without path none of Orthanc's own routes is open", async () => {
    const other = await serveArchive(folder, {
      pacs: { url: orthanc.restUrl, user: 'reader', password: 's:cr@t/ü' },
    });
    for (const path of ['/studies', '/series', '/instances?expand']) {
      const answer = await fetch(other.dicomWebUrl + path);
      expect(answer.status).toBe(502);
      expect(await answer.text()).toContain('does not answer as DICOMweb');
    }
    for (const path of ['/system', '/patients', '/statistics', '/tools/find', '/dicom-web/studies'])
      expect(await statusOf(other.dicomWebUrl, 'GET', path)).toBe(404);
    await other.close();
  });

  test("Orthanc's refusal of rubbish reaches the client", async () => {
    const answer = await storeInstances(server.dicomWebUrl, [Buffer.from('no DICOM')]);
    const failed = ((await answer.json()) as DicomJson)['00081198'];
    expect(answer.status >= 400 || failed !== undefined).toBe(true);
  });

  test('a wrong password is told, without making the browser ask for one', async () => {
    const url = new URL(orthanc.dicomWebUrlWithCredentials);
    url.password = 'wrong';
    const other = await serveArchive(folder, { pacs: { url: url.href } });
    const answer = await fetch(`${other.dicomWebUrl}/studies`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBeNull();
    await other.close();
  });
});

test('a PACS that does not answer: 502 in words, without its password', async () => {
  const port = await freePort();
  const server = await serveArchive(folder, {
    pacs: { url: `http://reader:secret@127.0.0.1:${port}/dicom-web` },
  });
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
    server = await serveArchive(folder, { pacs: { url: `http://127.0.0.1:${port}/pacs/rs/` } });
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

describe('what a PACS may answer', () => {
  let answer: http.RequestListener = () => undefined;
  let pacs: http.Server;
  let server: ServedArchive;
  let root: string;
  beforeAll(async () => {
    const port = await freePort();
    root = `http://127.0.0.1:${port}/rs`;
    pacs = http.createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => pacs.listen(port, '127.0.0.1', resolve));
    server = await serveArchive(folder, { pacs: { url: root, timeout: 1 } });
  });
  afterAll(async () => {
    await server.close();
    pacs.closeAllConnections();
    await new Promise((resolve) => pacs.close(resolve));
  });

  /** Lets the PACS answer with headers and a body; returns what arrives. */
  async function ask(headers: http.OutgoingHttpHeaders, body: string | Buffer = '[]', status = 200) {
    answer = (_request, response) => response.writeHead(status, headers).end(body);
    return fetch(`${server.dicomWebUrl}/studies`, { redirect: 'manual' });
  }
  const json = { 'Content-Type': 'application/dicom+json' };

  test.each([
    ['gzip', zlib.gzipSync],
    ['deflate', zlib.deflateSync],
    ['br', zlib.brotliCompressSync],
  ])('JSON compressed by %s is read, although none was asked for', async (encoding, compress) => {
    const body = compress(Buffer.from(`[{"url":"${root}/studies/1"}]`));
    const { headers, ...rest } = await ask({ ...json, 'Content-Encoding': encoding }, body).then(
      async (got) => ({ headers: got.headers, text: await got.text() }),
    );
    expect(rest.text).toBe(`[{"url":"${server.dicomWebUrl}/studies/1"}]`);
    expect(headers.get('content-encoding')).toBeNull();
  });

  test('an unknown compression is told, not passed on', async () => {
    expect((await ask({ ...json, 'Content-Encoding': 'zstd' }, 'x')).status).toBe(502);
  });

  test('URLs with escaped slashes lead here', async () => {
    const escaped = [root.replaceAll('/', '\\/'), root.replaceAll('/', '\\u002f')];
    const body = `[${escaped.map((url) => `{"url":"${url}\\/studies\\/1"}`).join(',')}]`;
    const got = (await (await ask(json, body)).json()) as { url: string }[];
    expect(got).toEqual([
      { url: `${server.dicomWebUrl}/studies/1` },
      { url: `${server.dicomWebUrl}/studies/1` },
    ]);
  });

  test('Location and Content-Location lead here', async () => {
    const places = { Location: `${root}/studies/1`, 'Content-Location': '/rs/studies/2' };
    const { headers } = await ask({ ...json, ...places }, '[]', 303);
    expect(headers.get('location')).toBe(`${server.dicomWebUrl}/studies/1`);
    expect(headers.get('content-location')).toBe(`${server.dicomWebUrl}/studies/2`);
  });

  test.each(['http://elsewhere.example/rs2/studies', '/other', '//elsewhere.example/'])(
    'a redirect to another place is told, not passed on: %s',
    async (Location) => {
      const got = await ask({ Location }, '', 302);
      expect(got.status).toBe(502);
      expect(got.headers.get('location')).toBeNull();
      expect(await got.text()).toContain('redirects to another place');
    },
  );

  test('headers that would act in the browser are left out', async () => {
    const acting = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Credentials': 'true',
      'Clear-Site-Data': '"*"',
      'Strict-Transport-Security': 'max-age=1',
      Refresh: '0;url=http://elsewhere.example',
    };
    const { headers } = await ask({ ...json, ...acting, Warning: '299 pacs "kept"' });
    for (const name of Object.keys(acting)) expect(headers.get(name)).toBeNull();
    expect(headers.get('warning')).toBe('299 pacs "kept"');
  });

  test('a PACS that hangs: 504 in words after the time that it has', async () => {
    answer = () => undefined;
    const start = performance.now();
    const got = await fetch(`${server.dicomWebUrl}/studies`);
    expect(performance.now() - start).toBeLessThan(5000);
    expect(got.status).toBe(504);
    expect(await got.text()).toContain(`The archive at ${root} did not answer within 1 s.`);
  });

  test('a PACS that stops in the middle of an answer does not hold the request', async () => {
    answer = (_request, response) => response.writeHead(200, json).write('[');
    expect((await fetch(`${server.dicomWebUrl}/studies`)).status).toBe(504);
  });

  test('a busy PACS is not asked again and again', async () => {
    let asked = 0;
    answer = (_request, response) => {
      asked += 1;
      response.writeHead(503, { 'Retry-After': '1' }).end();
    };
    expect((await fetch(`${server.dicomWebUrl}/studies`)).status).toBe(503);
    expect(asked).toBe(1);
  });
});
