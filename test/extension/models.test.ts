import { IDBObjectStore } from 'fake-indexeddb';
import { adaptModel } from '../../extension/src/commands/adaptModel';
import { applyModel } from '../../extension/src/commands/applyModel';
import { deleteModel } from '../../extension/src/commands/deleteModel';
import { exportModel } from '../../extension/src/commands/exportModel';
import { importModel } from '../../extension/src/commands/importModel';
import { listModels } from '../../extension/src/commands/listModels';
import { renameModel } from '../../extension/src/commands/renameModel';
import { saveModel } from '../../extension/src/commands/saveModel';
import { train } from '../../extension/src/commands/train';
import { downloadFile } from '../../extension/src/adapters/downloadFile';
import { listSeries } from '../../extension/src/adapters/listSeries';
import { modelMisfits } from '../../extension/src/session/modelMisfits';
import { petUnits } from '../../extension/src/session/petUnits';
import { parseConfiguration } from '../../extension/src/session/parseConfiguration';
import type { Session } from '../../extension/src/session/Session';
import { readModel } from '../../src/storage/modelFile';
import type { EngineClient } from '../../src/worker/EngineClient';
import type { TrainedModel } from '../../src/worker/protocol';
import { petHeader } from '../support/petHeader';
import { FakeEngine } from './support/FakeEngine';
import { FakeViewer } from './support/FakeViewer';
import { opened, openSession, texts, useSessions } from './support/opened';

jest.mock('../../extension/src/adapters/downloadFile', () => ({ downloadFile: jest.fn() }));
const downloaded = jest.mocked(downloadFile);

useSessions();
afterEach(() => jest.restoreAllMocks());

/** Trains, and saves the model. */
async function saved(name?: string): Promise<Session & { id: string }> {
  const { session } = opened();
  await train(session, {});
  await saveModel(session, { name });
  const [{ id }] = session.store.getState().models ?? [];
  return Object.assign(session, { id });
}

/** Another study: one series, without masks. */
async function another(modality = 'MR', sharedModels?: string) {
  const viewer = new FakeViewer();
  const imageIds = viewer.addSeries('other', 3, { modality });
  for (const { instance } of viewer.metadata.values()) Object.assign(instance, { StudyInstanceUID: 'other' });
  viewer.displaySets[0].StudyInstanceUID = 'other';
  viewer.showSeries('viewport', 'other');
  const engine = new FakeEngine();
  const session = openSession(viewer, engine as unknown as EngineClient, { sharedModels, problems: [] });
  await session.scanner.scan();
  return { viewer, imageIds, engine, session };
}

const listed = ({ store }: Session) => store.getState().models ?? [];

test('a model that was saved in one study predicts in another at once', async () => {
  const { id } = await saved();
  const { session, engine } = await another();
  await listModels(session, {});
  expect(listed(session)).toEqual([
    {
      ...{ id, name: 'Ventricle', shared: false, misfits: [], thumbnail: undefined },
      facts: expect.stringMatching(/^MR · Dice 0\.80 · 2 examples · fast · \d+ \w+$/) as string,
    },
  ]);
  // The list is a sign that a model will be applied.
  expect(engine.started).toBe(1);
  session.scanner.setSeriesEnabled('series-other', true);
  await applyModel(session, { id });
  expect(texts(session)).toEqual([]);
  expect(engine.requests).toEqual([]);
  expect(engine.loaded.map(({ summary }) => summary.id)).toEqual([id]);
  expect(session.store.getState().series[0]).toMatchObject({ stage: 'done', predicted: 3 });
});

test('a model goes on with a single mask of another study', async () => {
  const { id } = await saved();
  const { session, engine, viewer, imageIds } = await another();
  viewer.addSegmentation('drawn', imageIds, { 1: { label: 'Ventricle' } })[1].fill(1, 0, 6);
  await adaptModel(session, { id });
  expect(texts(session)).toEqual([]);
  expect(engine.requests[0].examples).toHaveLength(1);
  expect(engine.requests[0].start?.summary.id).toBe(id);
  expect(session.store.getState().prediction.done).toBe(3);
});

test('models are renamed, exported and imported as one file, and deleted', async () => {
  const session = await saved('First');
  const { id } = session;
  const before = await session.shelf.open(id);
  await renameModel(session, { id, name: ' Second ' });
  // A study that applies it gets the name; everything else of it is as it was.
  const { summary, bytes: renamed } = await session.shelf.open(id);
  expect(summary).toEqual({ ...before.summary, name: 'Second' });
  expect(readModel(renamed)).toMatchObject({
    weights: readModel(before.bytes).weights,
    metadata: { ...(readModel(before.bytes).metadata as object), name: 'Second' },
  });
  await exportModel(session, { id });
  const [bytes, file] = downloaded.mock.calls[0];
  expect(file).toBe('Second.safetensors');
  await deleteModel(session, { id });
  expect(listed(session)).toEqual([]);
  await importModel(session, { file: new File([bytes], file) });
  expect(listed(session)).toMatchObject([{ id, name: 'Second' }]);
  await expect(importModel(session, { file: new File(['x'], 'x') })).rejects.toThrow(/not a usable .* file/);
  await expect(renameModel(session, { id, name: ' ' })).rejects.toThrow(/needs a name/);
  await expect(applyModel(session, { id: 'gone' })).rejects.toThrow(/no longer there/);
});

test('a full storage is explained', async () => {
  const { session } = opened();
  await train(session, {});
  await session.saved.flush();
  jest.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw new DOMException('no space', 'QuotaExceededError');
  });
  await expect(saveModel(session, {})).rejects.toThrow(/storage is full\. Delete models/);
});

test('what does not fit is said, and why', () => {
  const model = { modalities: ['MR'], bodyParts: ['BRAIN'], units: [], channels: 1 as const };
  const units = [{ unit: '' }, { unit: 'HU' }];
  const study = { modalities: ['MR', 'CT'], bodyParts: [], units, colour: false };
  expect(modelMisfits(model, study)).toEqual([]);
  expect(modelMisfits(model, { modalities: ['CT'], bodyParts: ['CHEST'], units, colour: true })).toEqual([
    'It learnt MR; these images are CT.',
    'It learnt the body part BRAIN; here it is CHEST.',
    'It learnt grey images and does not see colours.',
  ]);
  expect(modelMisfits({ ...model, channels: 3 }, study)).toEqual([
    'It learnt colour images; these are grey.',
  ]);
});

test('PET that is not in SUV is said, and why, also of a model that has learnt SUV', async () => {
  const viewer = new FakeViewer();
  const imageIds = viewer.addSeries('tumour', 2, { modality: 'PT' });
  expect(imageIds).toHaveLength(2);
  const pet = (more = {}) => {
    viewer.displaySets[0].instances?.forEach((instance) => Object.assign(instance, petHeader(more)));
    return listSeries(viewer.displaySets);
  };
  expect(petUnits({ series: pet(), model: undefined })).toEqual([]);
  const series = pet({ PatientWeight: undefined });
  const reason = 'as its header lacks PatientWeight.';
  expect(petUnits({ series, model: undefined }).map(({ text }) => text)).toEqual([
    `The PET of series 1 (tumour) is in Bq/ml and not in SUV, ${reason} A constant factor would change no mask.`,
  ]);
  const model = { summary: { trainedOn: { units: ['SUV'] } } } as TrainedModel;
  expect(petUnits({ series, model }).map(({ text }) => text)).toEqual([
    `The model may not fit series 1 (tumour). It learnt PET in SUV; here PET is in Bq/ml, ${reason}`,
  ]);
  const entry = { modalities: ['PT'], bodyParts: [], units: ['SUV'], channels: 1 as const };
  const study = { modalities: ['PT'], bodyParts: [], units: series.map(({ unit }) => unit), colour: false };
  expect(modelMisfits(entry, study)).toEqual([`It learnt PET in SUV; here PET is in Bq/ml, ${reason}`]);
});

describe('models that the server offers', () => {
  const fetched: string[] = [];
  let answers: Record<string, unknown> = {};
  beforeEach(() => {
    fetched.splice(0);
    Object.assign(window.location, { origin: 'https://pacs.org', href: 'https://pacs.org/viewer?x' });
    Object.assign(globalThis, {
      fetch: async (url: URL) => {
        fetched.push(url.href);
        const answer = answers[url.pathname];
        if (answer === undefined) return new Response('', { status: 404 });
        return answer instanceof ArrayBuffer ? new Response(answer) : new Response(JSON.stringify(answer));
      },
    });
  });

  test('are listed, and read when they are applied', async () => {
    const { store } = await saved();
    const { bytes, summary } = store.getState().model as TrainedModel;
    const list = [{ file: 'liver.safetensors', modalities: ['CT'] }];
    answers = { '/models/list.json': list, '/models/liver.safetensors': bytes };
    const { session, engine } = await another('MR', '/models/list.json');
    await listModels(session, {});
    const [, shared] = listed(session);
    expect(shared).toMatchObject({ name: 'liver', shared: true, facts: 'shared · CT' });
    expect(shared.misfits).toEqual(['It learnt CT; these images are MR.']);
    expect(fetched).toEqual(['https://pacs.org/models/list.json']);
    session.scanner.setSeriesEnabled('series-other', true);
    await applyModel(session, { id: shared.id });
    expect(engine.loaded.map(({ summary: { id } }) => id)).toEqual([summary.id]);
    expect(fetched).toHaveLength(2);
  });

  test('do not hide the reader’s own when the list is missing, wrong, or elsewhere', async () => {
    await saved();
    answers = { '/wrong.json': [{ name: 'no file' }] };
    for (const [address, reason] of [
      ['/missing.json', /answered 404 for \/missing\.json/],
      ['/wrong.json', /not valid at “0\.file”/],
      ['https://other.org/list.json', /not from https:\/\/other\.org/],
    ] as const) {
      const { session } = await another('MR', address);
      await listModels(session, {});
      expect(texts(session)).toEqual([expect.stringMatching(reason)]);
      expect(listed(session)).toHaveLength(1);
    }
    expect(fetched.some((url) => url.includes('other.org'))).toBe(false);
  });

  test('are configured by one key, and a wrong one is named', () => {
    expect(parseConfiguration({ fewShotSegment: { sharedModels: '/m.json' } })).toEqual({
      ...{ sharedModels: '/m.json', problems: [] },
    });
    expect(parseConfiguration(undefined)).toEqual({ problems: [] });
    expect(parseConfiguration({ fewShotSegment: { models: 1 } }).problems[0]).toMatch(/“fewShotSegment”/);
  });
});
