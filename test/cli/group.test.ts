import path from 'node:path';
import { ofOtherPatients, patientsOf } from '../../cli/cases/patients';
import { trainOnCases } from '../../cli/engine/trainOnCases';
import type { TrainingInput } from '../../src/learning/TrainingInput';
import { splitExamples } from '../../src/learning/splitExamples';
import * as learning from '../../src/learning/train';
import { PLANS } from '../../src/learning/presets';
import { temporaryFolder } from '../support/temporaryFolder';
import { Dataset } from '../../cli/cases/Dataset';
import { loadAll } from '../../cli/commands/loadAll';
import { MASKS_READ, writePhantoms } from './support/phantoms';
import { report } from './support/report';
import { runFewShot, TINY } from './support/runFewShot';

jest.mock('../../src/learning/train', () => ({ train: jest.fn().mockResolvedValue({}) }));

const folder = temporaryFolder();
const named = (...names: string[]) => names.map((name) => ({ name }));

jest.setTimeout(120_000);

beforeAll(() => writePhantoms(folder, 'png', 5));

describe('patients', () => {
  it('are told by the first group, else by all that matches', () => {
    const cases = named('SC-HF-1-007', 'SC-HF-1-101', 'SC-HF-2-007', 'other');
    const ids = (regex: RegExp) => cases.map(({ name }) => patientsOf(regex, cases)?.of(name));
    const [a, b, c, other] = ids(/^(SC-\w+-\d+)-(\d+)/);
    expect(a).toBe(b);
    expect(new Set([a, c, other]).size).toBe(3);
    expect(ids(/\d+$/)[0]).toBe(ids(/\d+$/)[2]);
    expect(patientsOf(undefined, cases)).toBeUndefined();
  });

  it('a case that does not match is its own patient, even if called as the text of others', () => {
    const cases = named('p1-a', 'p1-b', 'p1', 'q1');
    const patientOf = patientsOf(/^(p\d)-/, cases)?.of;
    expect(new Set(cases.map(({ name }) => patientOf?.(name))).size).toBe(3);
    // Empty matches do not group cases.
    expect(patientsOf(/p1-a|x*$/, named('p1-a', 'q', 'r'))?.summary).toBe(
      '3 patients in 3 cases by --group; 2 not matched, each a patient of its own',
    );
  });

  it('are counted, and so are the cases that do not match', () => {
    const cases = named('p1-a', 'p1-b', 'p2-a', 'q', 'r');
    expect(patientsOf(/^[pqr]\d?/, cases)?.summary).toBe('4 patients in 5 cases by --group');
    expect(patientsOf(/^p\d/, cases)?.summary).toBe(
      '4 patients in 5 cases by --group; 2 not matched, each a patient of its own',
    );
  });

  it('who are labelled are not tested', () => {
    const cases = named('p1-a', 'p1-b', 'p2-a', 'q');
    const patientOf = patientsOf(/^p\d/, cases)?.of;
    expect(ofOtherPatients(cases.slice(1), cases.slice(0, 1), patientOf)).toEqual(named('p2-a', 'q'));
    expect(ofOtherPatients(cases.slice(1), cases.slice(0, 1), undefined)).toEqual(cases.slice(1));
    expect(() => ofOtherPatients(cases.slice(1, 2), cases.slice(0, 1), patientOf)).toThrow('--labelled');
  });
});

describe('the engine', () => {
  async function examples(group?: RegExp): Promise<TrainingInput['examples']> {
    const dataset = await Dataset.open(folder, undefined, {}, () => undefined);
    const cases = await loadAll(dataset, dataset.train);
    const segments = [{ index: 1, name: 'Disc' }];
    const plan = PLANS.modest.fast;
    const patientOf = patientsOf(group, cases)?.of;
    await trainOnCases({ cases, segments, patientOf, plan, seed: 0, inMillimetres: false }, () => undefined);
    return jest.mocked(learning.train).mock.lastCall?.[0].examples ?? [];
  }

  it('is told whose the examples are, and still normalises each case by itself', async () => {
    const grouped = await examples(/^case(?=[12])|^cas(?=e[34])/);
    expect(new Set(grouped.map(({ image }) => image.seriesId)).size).toBe(5);
    const [one, two, three, four, five] = grouped.map(({ patientId }) => patientId);
    expect([one, three]).toEqual([two, four]);
    expect(new Set([one, three, five]).size).toBe(3);
    // Without groups, case3 would be in validation and case4 in training.
    const { training, validation } = splitExamples(grouped);
    const [trains, validates] = [training, validation].map(
      (side) => new Set(side.map(({ patientId }) => patientId)),
    );
    expect(trains.size + validates.size).toBe(3);
    expect((await examples()).every(({ patientId }) => patientId === undefined)).toBe(true);
  });
});

describe('--group', () => {
  const evaluate = (...more: string[]) =>
    runFewShot(
      ...[
        'evaluate',
        '--train',
        folder,
        '--labelled',
        '2',
        '--method',
        'augment',
        '--json',
        ...TINY,
        ...more,
      ],
    );
  const tested = (stdout: string) => report.parse(JSON.parse(stdout)).dice.cases.map(({ name }) => name);

  it('leaves cases of labelled patients out of the test set, and says how many', async () => {
    const { code, stdout, stderr } = await evaluate('--group', '^case(?=[135])');
    expect(code).toBe(0);
    expect(tested(stdout)).toEqual(['case4']);
    expect(stderr.split('\n')).toEqual([
      'few-shot: 3 patients in 5 cases by --group; 2 not matched, each a patient of its own',
      'few-shot: 2 cases of labelled patients left out of the test set',
      MASKS_READ.trimEnd(),
      '',
    ]);
  });

  it('tests all of --test, and is taken by train', async () => {
    const [evaluated, trained] = await Promise.all([
      evaluate('--group', '^case(?=[135])', '--test', folder),
      runFewShot(
        ...['train', '--train', folder, '--method', 'augment', '--group', 'case(?=[12])', ...TINY],
        ...['--out', path.join(folder, 'model')],
      ),
    ]);
    expect(evaluated.code).toBe(0);
    expect(evaluated.stderr).not.toContain('left out');
    expect(tested(evaluated.stdout)).toHaveLength(5);
    expect(trained).toMatchObject({ code: 0, stderr: expect.stringContaining('4 patients in 5 cases') });
  });
});
