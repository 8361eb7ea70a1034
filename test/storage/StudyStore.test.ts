import 'fake-indexeddb/auto';
import { IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { openDB } from 'idb';
import { packMask } from '../../src/review/packMask';
import type { ReviewRecord } from '../../src/review/ReviewRecord';
import { DATABASE_NAME, DATABASE_VERSION } from '../../src/storage/FewShotDatabase';
import { readRecord } from '../../src/storage/readRecord';
import type { SavedTraining } from '../../src/storage/SavedTraining';
import { studyKey } from '../../src/storage/studyKey';
import { StudyStore, type StudyChanges } from '../../src/storage/StudyStore';

beforeEach(() => {
  Object.assign(globalThis, { indexedDB: new IDBFactory() });
});
afterEach(() => jest.restoreAllMocks());

const record = (key: string, ...values: number[]): ReviewRecord => ({
  ...{ version: 1, key, seriesId: '9', origin: 'drawn', status: 'accepted', locked: true },
  ...{ training: 'included', mask: packMask(values, 2, 2), confidence: null, modelId: null, round: null },
  proposal: null,
});
const study: StudyChanges['study'] = {
  segments: [{ index: 3, name: 'Leber – größer', colour: [1, 2, 255] }],
  choices: {
    preset: 'balanced',
    round: 2,
    total: 7,
    series: [],
    learnt: ['1#1'],
    storing: { format: 'rtstruct', mode: 'separate', report: true },
  },
};
const changes = (...records: ReviewRecord[]): StudyChanges => ({
  study,
  records: new Map(records.map((one) => [one.key, one])),
});
const training: SavedTraining = {
  ...{ version: 1, software: '0', savedAt: 5, fingerprint: 'f' },
  checkpoint: {
    ...{ stage: 'segmenter', step: 3, plan: { size: 64 } },
    parts: { segmenter: new Map([['a', { shape: [2], values: Float32Array.of(1, -2.5) }]]) },
  },
};
const opened: StudyStore[] = [];
function open(key: string): StudyStore {
  const store = new StudyStore(key);
  opened.push(store);
  return store;
}
afterEach(() => opened.splice(0).forEach((store) => store.close()));

describe('the saved work on a study', () => {
  it('is what was saved, without what was deleted, and apart from other studies', async () => {
    const [one, other] = [open('1.2'), open('1.2.3')];
    expect(await one.load()).toBeUndefined();
    await one.save(changes(record('1#1', 0, 3, 3, 0), record('2#1', 3, 3, 3, 3)));
    await one.save({ study, records: new Map([['2#1', undefined]]) });
    await one.saveModel(Uint8Array.of(1, 2, 3).buffer);
    await one.saveTraining(training);
    await other.save(changes(record('7#2', 3, 0, 0, 0)));
    const loaded = await open('1.2').load();
    expect(loaded?.study).toMatchObject({ ...study, version: 1 });
    expect([...(loaded?.records ?? [])]).toEqual([['1#1', record('1#1', 0, 3, 3, 0)]]);
    expect([...new Uint8Array(loaded?.model ?? new ArrayBuffer(0))]).toEqual([1, 2, 3]);
    expect(loaded?.training).toEqual(training);
    await one.forget();
    expect(await one.load()).toBeUndefined();
    expect((await other.load())?.records.size).toBe(1);
    expect((await other.load())?.model).toBeUndefined();
  });

  it('stays whole when a write fails half-way for lack of space', async () => {
    const store = open('1.2');
    await store.save(changes(record('1#1', 3, 0, 0, 0)));
    let left = 2;
    const { put } = IDBObjectStore.prototype;
    jest.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      if (left-- > 0) return put.apply(this, args);
      throw new DOMException('no space', 'QuotaExceededError');
    });
    const [changed, added] = [record('1#1', 0, 0, 0, 3), record('2#1', 3, 3, 0, 0)];
    await expect(store.save(changes(changed, added))).rejects.toMatchObject({ code: 'full' });
    jest.restoreAllMocks();
    const loaded = await store.load();
    expect([...(loaded?.records ?? [])]).toEqual([['1#1', record('1#1', 3, 0, 0, 0)]]);
    await store.save(changes(changed, added));
    expect((await store.load())?.records.size).toBe(2);
  });

  it('is not overwritten by a page that lost it to another one', async () => {
    const [first, second] = [open('1.2'), open('1.2')];
    await first.save(changes(record('1#1', 3, 0, 0, 0)));
    await second.save(changes(record('2#1', 3, 0, 0, 0)));
    const late = changes(record('1#1', 0, 0, 0, 0));
    await expect(first.save(late)).rejects.toMatchObject({ code: 'taken' });
    expect((await second.load())?.records.get('1#1')).toEqual(record('1#1', 3, 0, 0, 0));
  });

  it('is left alone in the database of a later release, which may also take over while this one is open', async () => {
    const store = open('1.2');
    await store.save(changes(record('1#1', 3, 0, 0, 0)));
    const later = await openDB(DATABASE_NAME, DATABASE_VERSION + 1);
    await expect(store.save(changes())).rejects.toMatchObject({ code: 'newer' });
    await expect(open('1.2').load()).rejects.toMatchObject({ code: 'newer' });
    later.close();
  });

  it('cannot be had without IndexedDB, or where the browser forbids it', async () => {
    Object.assign(globalThis, { indexedDB: undefined });
    await expect(open('1.2').load()).rejects.toMatchObject({ code: 'unavailable' });
    const refuse = () => {
      throw new DOMException('private window', 'InvalidStateError');
    };
    Object.assign(globalThis, { indexedDB: { open: refuse } });
    await expect(open('1.2').load()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('gives everything that is not damaged', async () => {
    const store = open('1.2');
    await store.save(changes(record('1#1', 3, 0, 0, 0), record('2#1', 3, 0, 0, 0)));
    const database = await openDB(DATABASE_NAME, DATABASE_VERSION);
    await database.put('records', { ...record('2#1', 1, 1, 1, 1), mask: { runs: [1, 9] } }, ['1.2', '2#1']);
    await database.put('records', { version: 99, news: true }, ['1.2', '3#1']);
    await database.put('trainings', { version: 1 }, '1.2');
    await database.put('models', 'not bytes', '1.2');
    const saved = (await database.get('studies', '1.2')) as object;
    await database.put('studies', { ...saved, choices: { preset: 'none' } }, '1.2');
    const loaded = await store.load();
    expect([...(loaded?.records.values() ?? [])].map(readRecord)).toEqual([
      { record: record('1#1', 3, 0, 0, 0) },
      { problem: 'damaged' },
      { problem: 'newer' },
    ]);
    expect(loaded).toMatchObject({ training: undefined, model: undefined });
    expect(loaded?.study).toMatchObject({
      segments: study.segments,
      choices: { preset: 'fast', series: [] },
    });
    // A study of an earlier version, and a format of a later one.
    for (const storing of [undefined, { format: 'later', report: 'yes' }]) {
      await database.put('studies', { ...saved, choices: { ...study.choices, storing } }, '1.2');
      const { choices } = (await store.load())?.study ?? {};
      expect(choices).toMatchObject({
        preset: 'balanced',
        storing: { format: 'seg', mode: 'supersede', report: false },
      });
    }
    await database.put('studies', { version: 1 }, '1.2');
    const rest = await store.load();
    expect(rest?.study).toBeUndefined();
    expect(rest?.records.size).toBe(3);
    database.close();
  });
});

it('studies that are opened together are one, in any order', () => {
  expect(studyKey(['1.3', '1.2', ' 1.3'])).toBe(studyKey(['1.2', '1.3']));
  expect(studyKey(['1.2'])).not.toBe(studyKey(['1.2', '1.3']));
  expect(() => studyKey([''])).toThrow(/no Study Instance UID/);
});
