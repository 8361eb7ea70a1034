import type { JobRecord } from '../../cli/cohort/JobQueue';
import { rateMasks } from '../../cli/cohort/rateMasks';
import { csvOf, reportRows } from '../../cli/cohort/reportRows';
import { reportPage } from '../../cli/cohort/reportPage';
import type { SeriesResult } from '../../cli/cohort/StudyJob';

function record(study: string, changes: Partial<SeriesResult> & { millilitres?: number }): JobRecord {
  const { millilitres = 20, ...rest } = changes;
  const result: SeriesResult = {
    ...{ series: `${study}.1`, description: 'T1', modality: 'MR', images: 20, seg: `${study}.2` },
    volumes: [{ segment: 'Ventricle', pixels: 50 * millilitres, millilitres }],
    ...{ confidence: 0.9, touchesBorder: false, agreement: null, picture: '' },
    ...rest,
  };
  const job = { study, patient: 'P', date: '20240305', description: 'Head', series: [], numbers: [] };
  return { job, state: 'done', failures: 0, problem: '', result: { series: [result], seconds: 1, bytes: 1 } };
}

/** Ten usual masks of 19.1 to 20.9 ml. */
const usual = Array.from({ length: 10 }, (_, i) => record(`usual${i}`, { millilitres: 19.1 + 0.2 * i }));

test('what needs a look most comes first, with the reasons', () => {
  const records = [
    ...usual,
    record('border', { touchesBorder: true }),
    record('far', { millilitres: 60 }),
    record('empty', { millilitres: 0 }),
    record('apart', { agreement: 0.4 }),
    record('agreed', { agreement: 0.95, confidence: 0.99 }),
    { ...record('broken', {}), state: 'failed' as const, result: undefined, problem: 'too short' },
    record('doubtful', { confidence: 0.55 }),
  ];
  const rated = rateMasks(records).map(({ job, flags }) => [job.study, ...flags]);
  expect(rated.slice(0, 6)).toEqual([
    ['broken', 'failed'],
    // Nothing is far from the usual volume, too.
    ['empty', 'empty', 'volume'],
    ['far', 'volume'],
    ['apart', 'agreement'],
    ['border', 'border'],
    ['doubtful'],
  ]);
  expect(rated.at(-1)).toEqual(['agreed']);
});

test('few volumes say nothing of what is usual', () => {
  const rated = rateMasks([...usual.slice(0, 3), record('far', { millilitres: 60 })]);
  expect(rated.flatMap(({ flags }) => flags)).toEqual([]);
});

test('text from DICOM is text in page and table', async () => {
  const evil = '</script><img src=x onerror=alert(1)>,"=1+1';
  const masks = rateMasks([
    record('1.2', { description: evil, volumes: [{ segment: evil, pixels: 5, millilitres: 1 }] }),
  ]);
  const cohort = {
    modelId: 'a',
    model: evil,
    archive: 'http://x',
    query: '',
    rules: [evil],
    store: 'archive',
  };
  const page = await reportPage({ ...cohort, exclusions: [] }, masks, 'http://127.0.0.1:3000');
  expect(page).not.toContain('<img src=x');
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  const rows = reportRows(rateMasks([record('1.2', { description: '=1+1,"x"' })]));
  expect(csvOf(rows).split('\r\n')[1]).toContain(`,"'=1+1,""x""",`);
});
