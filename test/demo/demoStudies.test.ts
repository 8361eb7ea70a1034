import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { numberOf, textOf, type DicomJson } from '../../demo/archive/dicomJson';
import { demoFiles } from '../../demo/study/demoFiles';
import { loadReferenceVentricles, type ReferenceVentricles } from '../reference/ventricles';
import { dciodvfy, dciodvfyReason, withDciodvfy } from '../support/dciodvfy';
import { dicomwebClient, type DicomwebClient } from '../support/dicomwebClient';
import { repositoryRoot } from '../support/repositoryRoot';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
let archive: ServedArchive;
let client: DicomwebClient;
let reference: ReferenceVentricles;
let studyUID: string;
/** Metadata of each series of "Brain T1" by its description. */
const series = new Map<string, DicomJson[]>();

beforeAll(async () => {
  archive = await serveArchive(folder, { demo: true });
  client = dicomwebClient(archive.dicomWebUrl);
  reference = await loadReferenceVentricles();
  const [study] = await client.searchForStudies({ queryParams: { StudyDescription: 'Brain T1' } });
  studyUID = textOf(study, '0020000D');
  for (const one of await client.searchForSeries({ studyInstanceUID: studyUID })) {
    const seriesInstanceUID = textOf(one, '0020000E');
    series.set(
      textOf(one, '0008103E'),
      await client.retrieveSeriesMetadata({ studyInstanceUID: studyUID, seriesInstanceUID }),
    );
  }
}, 120_000);
afterAll(() => archive.close());

const numbers = (dataset: DicomJson, tag: string) => dataset[tag].Value as number[];

async function pixelsOf(image: DicomJson): Promise<Uint16Array> {
  const [frame] = await client.retrieveInstanceFrames({ ...placeOf(image), frameNumbers: [1] });
  return new Uint16Array(frame);
}

function placeOf(image: DicomJson) {
  return {
    studyInstanceUID: studyUID,
    seriesInstanceUID: textOf(image, '0020000E'),
    sopInstanceUID: textOf(image, '00080018'),
  };
}

/**
 * The value at a point in patient space (LPS, mm), located from the image headers as in a viewer; undefined
 * when no image shows the point.
 */
async function valueAt(images: DicomJson[], point: number[]): Promise<number | undefined> {
  for (const image of images) {
    const origin = numbers(image, '00200032');
    const row = numbers(image, '00200037').slice(0, 3);
    const column = numbers(image, '00200037').slice(3);
    const normal = [
      row[1] * column[2] - row[2] * column[1],
      row[2] * column[0] - row[0] * column[2],
      row[0] * column[1] - row[1] * column[0],
    ];
    const offset = point.map((coordinate, axis) => coordinate - origin[axis]);
    const along = (direction: number[]) =>
      direction.reduce((sum, part, axis) => sum + part * offset[axis], 0);
    if (Math.abs(along(normal)) > 0.01) continue;
    const [rowSpacing, columnSpacing] = numbers(image, '00280030');
    const columnIndex = Math.round(along(row) / columnSpacing);
    const rowIndex = Math.round(along(column) / rowSpacing);
    return (await pixelsOf(image))[rowIndex * numbers(image, '00280011')[0] + columnIndex];
  }
  return undefined;
}

test('three series with one frame of reference and an example segmentation', () => {
  expect([...series.keys()].sort()).toEqual([
    'T1 axial',
    'T1 coronal',
    'T1 sagittal',
    'Ventricles, example masks',
  ]);
  const size = (name: string) => {
    const images = series.get(name) ?? [];
    return [images.length, numbers(images[0], '00280010')[0], numbers(images[0], '00280011')[0]];
  };
  expect(size('T1 axial')).toEqual([76, 192, 161]);
  expect(size('T1 coronal')).toEqual([96, 152, 161]);
  expect(size('T1 sagittal')).toEqual([81, 152, 192]);
  const frames = [...series.values()].flat().map((image) => textOf(image, '00200052'));
  expect(new Set(frames).size).toBe(1);
});

test('neighbouring images lie as far apart as SpacingBetweenSlices says, and are of one orientation', () => {
  for (const name of ['T1 axial', 'T1 coronal', 'T1 sagittal']) {
    const images = series.get(name) ?? [];
    expect(images.map((image) => numberOf(image, '00200013'))).toEqual(images.map((_, index) => index + 1));
    for (let index = 1; index < images.length; index++) {
      const [a, b] = [numbers(images[index - 1], '00200032'), numbers(images[index], '00200032')];
      expect(Math.hypot(...a.map((value, axis) => value - b[axis]))).toBeCloseTo(
        numberOf(images[index], '00180088') ?? 0,
      );
      expect(numbers(images[index], '00200037')).toEqual(numbers(images[0], '00200037'));
    }
  }
});

test('a point of the patient has the same value in all three series', async () => {
  // Points on planes of all three series, from the ventricles to the surface.
  const points = [
    [-10, 0, 19],
    [12, 20, 21],
    [30, -40, 1],
    [-24, 36, 35],
    [2, -60, -5],
  ];
  for (const point of points) {
    const values = [];
    for (const name of ['T1 axial', 'T1 coronal', 'T1 sagittal'])
      values.push(await valueAt(series.get(name) ?? [], point));
    expect(values[0]).toBeGreaterThan(0);
    expect(values).toEqual([values[0], values[0], values[0]]);
  }
});

test('left is left: RAS coordinates of the source became LPS', async () => {
  // The source's first voxel is at RAS (80, 80, 85), which is LPS (-80, -80, 85).
  const [first] = series.get('T1 axial') ?? [];
  expect(numbers(first, '00200032')).toEqual([-80, -80, 85]);
  expect(numbers(first, '00200037')).toEqual([1, 0, 0, 0, 1, 0]);
  const [coronal] = series.get('T1 coronal') ?? [];
  expect(numbers(coronal, '00200037')).toEqual([1, 0, 0, 0, 0, -1]);
  const [sagittal] = series.get('T1 sagittal') ?? [];
  expect(numbers(sagittal, '00200037')).toEqual([0, 1, 0, 0, 0, -1]);
  // The forehead is at negative y (front), the cerebellum at positive y and negative z.
  const axial = series.get('T1 axial') ?? [];
  expect(await valueAt(axial, [0, 70, -25])).toBeGreaterThan(60);
  expect(await valueAt(axial, [0, -75, -25])).toBeLessThan(30);
});

test('the example segmentation equals the reference on its four images, and holds no other', async () => {
  const [segmentation] = series.get('Ventricles, example masks') ?? [];
  expect(textOf(segmentation, '00080016')).toBe('1.2.840.10008.5.1.4.1.1.66.4');
  expect(textOf((segmentation['00620002'].Value as DicomJson[])[0], '00620005')).toBe('Lateral ventricles');
  const groups = segmentation['52009230'].Value as DicomJson[];
  expect(groups).toHaveLength(4);
  const frames = await client.retrieveInstanceFrames({
    ...placeOf(segmentation),
    frameNumbers: [1, 2, 3, 4],
  });
  const axial = series.get('T1 axial') ?? [];
  groups.forEach((group, index) => {
    const position = numbers((group['00209113'].Value as DicomJson[])[0], '00200032');
    const plane = reference.byPosition('T1 axial', position);
    const packed = new Uint8Array(frames[index]);
    const mask = plane.labelmap.map((_, pixel) => (packed[pixel >> 3] >> (pixel & 7)) & 1);
    expect(mask).toEqual(plane.labelmap);
    expect(plane.area).toBeGreaterThan(200);
    const derivation = (group['00089124'].Value as DicomJson[])[0];
    const source = textOf((derivation['00082112'].Value as DicomJson[])[0], '00081155');
    const image = axial.find((one) => textOf(one, '00080018') === source);
    expect(image && numberOf(image, '00200013')).toBe(plane.instanceNumber);
  });
});

withDciodvfy(`dciodvfy${dciodvfyReason}`, () => {
  it('has nothing to say about the example segmentation', async () => {
    const [segmentation] = series.get('Ventricles, example masks') ?? [];
    expect(dciodvfy(await client.retrieveInstance(placeOf(segmentation)))).toEqual([]);
  });
});

test('the reference: two ventricles of plausible size, dark, symmetric, and the same in all directions', () => {
  const { mask, t1, bounds } = reference;
  const volume = mask.reduce((sum, voxel) => sum + voxel, 0);
  expect(volume).toBeGreaterThan(8_000);
  expect(volume).toBeLessThan(20_000);
  let [left, intensity] = [0, 0];
  mask.forEach((voxel, index) => {
    if (voxel === 0) return;
    intensity += t1.values[index] / volume;
    if ((index % t1.size[0]) - 80 > 0) left++;
  });
  expect(left / volume).toBeGreaterThan(0.4);
  expect(left / volume).toBeLessThan(0.6);
  expect(intensity).toBeLessThan(90);
  expect(bounds.least[2]).toBeGreaterThan(-10);
  expect(bounds.most[2]).toBeLessThan(32);
  // Every second plane contains about half of the volume in any direction.
  for (const name of ['T1 axial', 'T1 coronal', 'T1 sagittal']) {
    const half = reference.series(name).reduce((sum, { area }) => sum + area, 0);
    expect(half / volume).toBeGreaterThan(0.45);
    expect(half / volume).toBeLessThan(0.55);
  }
});

test('the second study is the package series byte for byte', async () => {
  const [study] = await client.searchForStudies({
    queryParams: { StudyDescription: 'BRAIN', PatientID: '123565' },
  });
  const stored = await client.retrieveStudy({ studyInstanceUID: textOf(study, '0020000D') });
  const source = demoFiles(repositoryRoot).fsePd;
  const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const expected = readdirSync(source).map((name) => digest(readFileSync(path.join(source, name))));
  expect(stored.map((bytes) => digest(new Uint8Array(bytes))).sort()).toEqual(expected.sort());
  expect(stored).toHaveLength(20);
});

test('metadata of the longest series answers within 300 ms', async () => {
  const [image] = series.get('T1 coronal') ?? [];
  const started = performance.now();
  await client.retrieveSeriesMetadata(placeOf(image));
  expect(performance.now() - started).toBeLessThan(300);
});

test('a second start adds nothing', async () => {
  const note = path.join(folder, 'demo-studies-1');
  const written = statSync(note).mtimeMs;
  // The folder belongs to one server at a time.
  await archive.close();
  const again = await serveArchive(folder, { demo: true });
  const studies = await dicomwebClient(again.dicomWebUrl).searchForStudies();
  expect(studies.map((study) => study['00201208'].Value)).toEqual([[254], [20]]);
  expect(statSync(note).mtimeMs).toBe(written);
  await again.close();
});
