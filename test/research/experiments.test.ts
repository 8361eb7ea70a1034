import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAsGoodAs } from '../../research/experiments/equalSources';
import { fillTables } from '../../research/experiments/fillTables';
import { listDocuments } from '../../research/experiments/listDocuments';
import { seededRandom } from '../../src/data/random';
import { temporaryFolder } from '../support/temporaryFolder';
import { makeFolder } from '../../research/experiments/makeFolder';
import { reportConfirmation } from '../../research/experiments/reportConfirmation';
import { reportEfficiency } from '../../research/experiments/reportEfficiency';
import { reportIngredients } from '../../research/experiments/reportIngredients';
import { reportShifted } from '../../research/experiments/reportShifted';
import { reportTasks } from '../../research/experiments/reportTasks';
import { ResultCache } from '../../research/experiments/ResultCache';
import { RESULTS_FILE } from '../../research/experiments/resultsFile';
import type { RunResult } from '../../research/experiments/Run';
import { shift } from '../../research/experiments/shiftedImages';
import { deviation, signedRank } from '../../research/experiments/statistics';
import { stepsOf } from '../../research/experiments/stepsOf';
import { TABLES } from '../../research/experiments/tables';
import { TASKS } from '../../research/experiments/tasks';

const scratch = temporaryFolder();
const task = TASKS.find(({ name }) => name === 'lv')!;

function result(method: string, points: number, overrides: Partial<RunResult> = {}): RunResult {
  return {
    ...{
      task: task.name,
      method,
      without: '',
      labelled: task.labelled,
      seed: 0,
      size: task.size,
      steps: stepsOf(task, { method, without: overrides.without ?? '' }),
    },
    ...{ sources: 'now', dice: [points / 100], seconds: { train: 10, predict: 1 } },
    ...{ machine: 'a machine', date: '2026-01-01' },
    ...overrides,
  };
}

describe('tables of accuracy', () => {
  const report = (results: RunResult[]) => reportTasks(results, TASKS).join('\n');
  const seeds = (method: string, points: number[]) =>
    points.map((value, seed) => result(method, value, { seed }));

  it('give mean and deviation over seeds, and hold them against the bars', () => {
    const text = report([
      ...[...seeds('none', [20, 22, 24]), ...seeds('augment', [30, 30, 30]), ...seeds('full', [31, 33, 35])],
    ]);
    expect(text).toContain('| none | 22.0 ± 2.0 (10 s) | 22.0 |');
    expect(text).toContain('| lv: full above none | +11.0 | >= 8 | yes |');
    expect(text).toContain('| lv: full above augment | +3.0 | >= 0 | yes | >= 4 | no |');
    expect(report(seeds('full', [25]))).toContain('25.0 n=1 (10 s)');
  });

  it('say when a bar is missed, and when figures are of earlier sources', () => {
    const text = report([result('augment', 30, { sources: 'before' }), result('full', 29)]);
    expect(text).toContain('| lv: full above augment | -1.0 | >= 0 | **no** |');
    expect(text).toContain('| augment | 30.0 n=1 (10 s) † |');
    expect(text).toContain('| full | 29.0 n=1 (10 s) |');
  });

  it('compare end-to-end with separate pair by pair', () => {
    const pairs = [1, 2, 3, 4, 5].flatMap((gain, seed) => [
      result('separate', 40, { seed }),
      result('end-to-end', 40 + gain, { seed }),
    ]);
    const text = report(pairs);
    expect(text).toContain(
      'end-to-end significantly above separate. Measured: +3.0 points over 5 pairs, p = 0.031',
    );
    expect(text).toContain('Met: yes.');
  });

  it('keep the tasks that guided no choice apart from those of the bars', () => {
    const heart = (method: string, points: number) => result(method, points, { task: 'heart' });
    const results = [heart('augment', 60), heart('full', 58), result('augment', 30), result('full', 40)];
    const confirmed = reportConfirmation(results).join('\n');
    expect(confirmed).toContain('| heart: full above augment | -2.0 | >= 0 | **no** |');
    expect(confirmed).not.toContain('lv');
    expect(report(results)).not.toContain('heart');
    expect(reportConfirmation([result('full', 40)])).toEqual([]);
  });

  it('say what each ingredient gives, pair by pair', () => {
    const results = [0, 1].flatMap((seed) => [
      result('full', 45, { seed }),
      result('full', 35 + seed, { seed, without: 'generator' }),
      // Nothing to hold it against.
      result('full', 10, { seed: seed + 5, without: 'include-validation' }),
    ]);
    const rows = reportIngredients(results, TASKS).filter((line) => line.startsWith('| '));
    expect(rows.slice(2)).toEqual(['| generator | +9.5 | 2 | 0.250 | lv +9.5 |']);
  });
});

describe('documents', () => {
  const results = new ResultCache(RESULTS_FILE, 'any').newest;
  const documents = listDocuments().map((file) => ({ file, text: readFileSync(file, 'utf8') }));

  it('hold the tables of the committed results: `npm run experiments -- --table-only` changes nothing', () => {
    for (const { file, text } of documents)
      expect({ file, text }).toEqual({ file, text: fillTables(text, results) });
  });

  it('hold every table once', () => {
    const markers = documents.flatMap(({ text }) =>
      [...text.matchAll(/<!-- table (\S+):/g)].map(([, name]) => name),
    );
    expect(markers.sort()).toEqual(Object.keys(TABLES).sort());
  });

  it('with a table that does not exist, or without an end, are refused', () => {
    const begin = (name: string) => `<!-- table ${name}: written by npm run experiments -->\n`;
    expect(() => fillTables(`${begin('nothing')}<!-- end of table -->`, [])).toThrow(
      'There is no table nothing',
    );
    expect(() => fillTables(`${begin('summary')}`, [])).toThrow('The table summary has no');
    expect(() => fillTables(`${begin('summary')}${begin('tasks')}<!-- end of table -->`, [])).toThrow(
      'summary has no',
    );
  });
});

it('the signed-rank test counts out all signs', () => {
  expect(signedRank([1, 2, 3])).toBeCloseTo(1 / 8, 9);
  expect(signedRank([-1, 2, 3])).toBeCloseTo(2 / 8, 9);
  // Ties share a rank: of the four signs of two equal differences three are as large as one that is positive.
  expect(signedRank([1, -1])).toBeCloseTo(3 / 4, 9);
  expect(signedRank([0, 0])).toBe(1);
  expect(deviation([2, 4])).toBeCloseTo(Math.SQRT2, 9);
});

it('a run that is there is not repeated, one of other sources is', () => {
  const file = path.join(scratch, 'results.jsonl');
  new ResultCache(file, 'now').add(result('full', 50));
  // As an interruption leaves it.
  writeFileSync(file, `${readFileSync(file, 'utf8')}{"task":"lv","meth`);
  const again = new ResultCache(file, 'now');
  expect(again.has(result('full', 0))).toBe(true);
  expect(again.has(result('full', 0, { seed: 1 }))).toBe(false);
  const later = new ResultCache(file, 'later');
  expect(later.has(result('full', 0))).toBe(false);
  expect(later.newest.map(({ dice }) => dice[0])).toEqual([0.5]);
  const equal = [
    { before: 'now', after: 'tidied', shown: '', but: ['sarcoma-1'] },
    { before: 'tidied', after: 'later', shown: '' },
  ];
  expect(new ResultCache(file, 'later', equal).has(result('full', 0))).toBe(true);
  expect(isAsGoodAs({ sources: 'now', task: 'sarcoma-1' }, 'later', equal)).toBe(false);
  expect(isAsGoodAs({ sources: 'tidied', task: 'sarcoma-1' }, 'later', equal)).toBe(true);
  expect(isAsGoodAs({ sources: 'later', task: 'lv' }, 'now', equal)).toBe(false);
});

it('tables of shifted images tell what each kind of shift costs, seed by seed', () => {
  const of = (name: string, method: string, dice: number[], seed = 0) =>
    result(method, 0, { task: name, seed, dice });
  const lines = reportShifted([
    ...[of('lv', 'augment', [0.8, 0.8, 0.8, 0.8]), of('lv-shifted', 'augment', [0.7, 0.8, 0.8, 0.1])],
    ...[of('lv', 'full', [0.9, 0.9, 0.9, 0.9]), of('lv-shifted', 'full', [0.85, 0.9, 0.9, 0.9])],
    // Nothing to hold it against.
    of('lv-shifted', 'full', [0, 0, 0, 0], 1),
  ]).join('\n');
  expect(lines).toContain('| lv | augment | 10.0 | 0.0 | 0.0 | 70.0 | 20.0 | 1 |');
  expect(lines).toContain('| lv | full | 5.0 | 0.0 | 0.0 | 0.0 | 1.3 | 1 |');
  expect(lines).toContain('| lv, shifted: points that full loses less than augment | +18.8 |');
});

it('label efficiency compares with more labelled images', () => {
  const lines = reportEfficiency([
    ...[result('full', 50), result('none', 45, { labelled: 36 }), result('none', 55, { labelled: 72 })],
  ]).join('\n');
  expect(lines).toContain('| lv: full with 9 above none with 4 times as many | +5.0 |');
  expect(lines).toContain('| lv: full with 9 above none with 8 times as many | -5.0 | >= 0 | **no** |');
  // The first two cases are labelled by the other, and say nothing.
  const overlapping = reportEfficiency([
    { ...result('full', 0), dice: [0, 0, 0.5, 0.6] },
    { ...result('none', 0, { labelled: 36 }), dice: [0.4, 0.5] },
  ]).join('\n');
  expect(overlapping).toContain('| lv: full with 9 above none with 4 times as many | +10.0 |');
});

it('shifts do what they are called', () => {
  const values = Float32Array.from({ length: 100 }, (_, i) => i);
  const shifted = (kind: Parameters<typeof shift>[2]) => [...shift(values, 10, kind, seededRandom(1))];
  expect(shifted('inversion')).toEqual([...values].map((value) => 255 - value));
  expect(shifted('gamma')[50]).toBe(Math.round(255 * (50 / 255) ** 2));
  expect(new Set(shifted('resolution')).size).toBe(4);
  expect(shifted('resolution')[0]).toBe(22);
  expect(shifted('noise')).not.toEqual([...values]);
});

it('what an interruption left of a folder is made anew, and a whole one stays as it is', async () => {
  const target = path.join(scratch, 'made');
  const write = (name: string) => (folder: string) => writeFileSync(path.join(folder, name), '');
  const interrupted = makeFolder(target, (folder) => {
    write('half')(folder);
    throw new Error('interrupted');
  });
  await expect(interrupted).rejects.toThrow('interrupted');
  await makeFolder(target, write('whole'));
  await makeFolder(target, write('other'));
  expect(readdirSync(target)).toEqual(['whole']);
});
