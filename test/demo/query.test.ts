import { textOf } from '../../demo/archive/dicomJson';
import { dicomwebClient } from '../support/dicomwebClient';
import { makeInstance, uidsOf } from '../support/makeInstance';
import { serveArchive, type ServedArchive } from '../support/serveArchive';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';

const folder = temporaryFolder();
let archive: ServedArchive;

beforeAll(async () => {
  archive = await serveArchive(folder);
  const instances = [
    makeInstance('anna/a/1', {
      PatientName: 'Müller^Anna',
      PatientID: 'P1',
      StudyDate: '20240105',
      InstanceNumber: 1,
    }),
    makeInstance('anna/a/2', {
      PatientName: 'Müller^Anna',
      PatientID: 'P1',
      StudyDate: '20240105',
      InstanceNumber: 2,
    }),
    makeInstance('anna/a/10', {
      PatientName: 'Müller^Anna',
      PatientID: 'P1',
      StudyDate: '20240105',
      InstanceNumber: 10,
    }),
    makeInstance('anna/b/1', {
      PatientName: 'Müller^Anna',
      PatientID: 'P1',
      StudyDate: '20240105',
      Modality: 'SEG',
      SeriesNumber: 10,
    }),
    makeInstance('bob/a/1', {
      PatientName: 'Smith^Bob',
      PatientID: 'P2',
      StudyDate: '20240210',
      AccessionNumber: 'ACC-7',
      StudyDescription: 'Abdomen (contrast)',
      Modality: 'CT',
    }),
    makeInstance('cleo/a/1', { PatientName: 'Smithers^Cleo', PatientID: 'P3', StudyDate: '20240315' }),
  ];
  expect((await storeInstances(archive.dicomWebUrl, instances)).status).toBe(200);
});
afterAll(() => archive.close());

/** Patient IDs of the studies that a query finds, in the order of the response. */
async function find(queryParams: Record<string, string>): Promise<string[]> {
  const studies = await dicomwebClient(archive.dicomWebUrl).searchForStudies({ queryParams });
  return studies.map((study) => textOf(study, '00100020'));
}

test('all studies, newest first', async () => {
  expect(await find({})).toEqual(['P3', 'P2', 'P1']);
});

test.each([
  ['name with wildcards, as the work list sends it', { PatientName: '*smith*' }, ['P3', 'P2']],
  ['name with a single-character wildcard', { PatientName: 'SMITH^B?B' }, ['P2']],
  ['name without wildcard matches whole names only', { PatientName: 'Smith' }, []],
  ['fuzzy name, words in any order', { PatientName: 'bob smi', fuzzymatching: 'true' }, ['P2']],
  ['fuzzy name without accents', { PatientName: 'muller', fuzzymatching: 'true' }, ['P1']],
  ['accented name', { PatientName: 'Müller*' }, ['P1']],
  ['ID', { PatientID: 'P2' }, ['P2']],
  ['ID with wildcard, by tag', { '00100020': '*3' }, ['P3']],
  ['accession number', { AccessionNumber: 'ACC-7' }, ['P2']],
  ['description; brackets are no pattern', { StudyDescription: '*(contrast)*' }, ['P2']],
  ['a modality that only one series has', { ModalitiesInStudy: 'SEG' }, ['P1']],
  ['several modalities', { ModalitiesInStudy: 'CT,SEG' }, ['P2', 'P1']],
  ['several modalities with backslash', { ModalitiesInStudy: 'CT\\SEG' }, ['P2', 'P1']],
  ['one date', { StudyDate: '20240210' }, ['P2']],
  ['range of dates', { StudyDate: '20240105-20240210' }, ['P2', 'P1']],
  ['dates from', { StudyDate: '20240210-' }, ['P3', 'P2']],
  ['dates until', { StudyDate: '-20240210' }, ['P2', 'P1']],
  ['UIDs', { StudyInstanceUID: `${uidsOf('anna').studyUID},${uidsOf('cleo').studyUID}` }, ['P3', 'P1']],
  ['two conditions at once', { PatientName: '*smith*', ModalitiesInStudy: 'MR' }, ['P3']],
  ['an empty condition is none', { PatientName: '', StudyDate: '' }, ['P3', 'P2', 'P1']],
  ['nothing fits', { PatientID: 'P9' }, []],
])('filter: %s', async (_name, queryParams, expected) => {
  expect(await find(queryParams)).toEqual(expected);
});

test('pages', async () => {
  expect(await find({ limit: '2', offset: '0' })).toEqual(['P3', 'P2']);
  expect(await find({ limit: '2', offset: '2' })).toEqual(['P1']);
  expect(await find({ limit: '2', offset: '4' })).toEqual([]);
});

test('a study tells its modalities and counts, numbers as numbers', async () => {
  const [study] = await dicomwebClient(archive.dicomWebUrl).searchForStudies({
    queryParams: { PatientID: 'P1' },
  });
  expect(study['00080061'].Value).toEqual(['MR', 'SEG']);
  expect(study['00201206'].Value).toEqual([2]);
  expect(study['00201208'].Value).toEqual([4]);
  expect(study['00100010'].Value).toEqual([{ Alphabetic: 'Müller^Anna' }]);
  expect(study['00081190'].Value).toEqual([`${archive.dicomWebUrl}/studies/${uidsOf('anna').studyUID}`]);
});

test('series of a study, and of all studies', async () => {
  const client = dicomwebClient(archive.dicomWebUrl);
  const { studyUID } = uidsOf('anna');
  const series = await client.searchForSeries({ studyInstanceUID: studyUID });
  expect(series.map((one) => textOf(one, '00080060'))).toEqual(['MR', 'SEG']);
  expect(series.map((one) => one['00201209'].Value)).toEqual([[3], [1]]);
  expect(series[0]['00100020']).toBeUndefined();

  const all = await client.searchForSeries({ queryParams: { Modality: 'MR' } });
  expect(all.map((one) => textOf(one, '00100020')).sort()).toEqual(['P1', 'P3']);
});

test('instances in the order of their numbers, with the fields that are asked for', async () => {
  const { studyUID, seriesUID } = uidsOf('anna/a');
  const instances = await dicomwebClient(archive.dicomWebUrl).searchForInstances({
    studyInstanceUID: studyUID,
    seriesInstanceUID: seriesUID,
    queryParams: { includefield: '00280030,PhotometricInterpretation' },
  });
  expect(instances.map((one) => one['00200013'].Value)).toEqual([[1], [2], [10]]);
  expect(instances[0]['00280004'].Value).toEqual(['MONOCHROME2']);
  expect(instances[0]['00280010'].Value).toEqual([3]);
});

test('an unknown parameter is ignored with a warning; a wrong limit is refused in words', async () => {
  const answer = await fetch(`${archive.dicomWebUrl}/studies?NoSuchThing=1`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('warning')).toContain('NoSuchThing');
  const refused = await fetch(`${archive.dicomWebUrl}/studies?limit=-1`);
  expect(refused.status).toBe(400);
  expect(((await refused.json()) as { message: string }).message).toContain('limit');
});

test('a query that would take long is refused', async () => {
  const conditions = Array.from({ length: 60 }, (_, index) => `0010${1000 + index}=a`).join('&');
  for (const query of [conditions, `PatientName=${'*a'.repeat(3000)}`])
    expect((await fetch(`${archive.dicomWebUrl}/studies?${query}`)).status).toBe(400);
});

test('keywords that are names of object properties are no attributes', async () => {
  const answer = await fetch(`${archive.dicomWebUrl}/studies?constructor=1&__proto__=2&toString=3`);
  expect(answer.status).toBe(200);
});
