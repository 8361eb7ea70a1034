import { copyDiagnostics } from '../../extension/src/commands/copyDiagnostics';
import type { Session } from '../../extension/src/session/Session';
import { createSessionStore } from '../../extension/src/session/SessionStore';
import { FakeViewer } from './support/FakeViewer';

const engineAnswer = { tensorflow: '4.22.0', selfTest: { ms: 12 } };

function begin(diagnostics: () => Promise<unknown>, writeText?: (text: string) => Promise<void>) {
  const clipboard = writeText && { writeText };
  const value = { userAgent: 'Test', hardwareConcurrency: 4, clipboard };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
  const store = createSessionStore();
  const viewer = new FakeViewer();
  viewer.addSeries('Doe^Jane', 2);
  const session = { ohif: viewer.ohif, store, engine: { diagnostics } } as unknown as Session;
  return { session, store };
}

test('copies what a bug report needs, and nothing of the study', async () => {
  let copied = '';
  const { session, store } = begin(
    async () => engineAnswer,
    async (text) => void (copied = text),
  );
  const reason = 'WebGPU computes wrongly here.';
  store.setState({ backend: { name: 'wasm', label: 'WASM', reason, software: false } });
  await copyDiagnostics(session, {});
  const report = JSON.parse(copied);
  expect(report).toMatchObject({
    plugin: expect.stringMatching(/^Few-Shot Segment \d/),
    userAgent: 'Test',
    hardwareConcurrency: 4,
    crossOriginIsolated: false,
    backend: { name: 'wasm', reason },
    engine: engineAnswer,
  });
  expect(copied).not.toMatch(/Jane|study|series/i);
  expect(store.getState().diagnostics).toBeUndefined();
  expect(store.getState().messages).toEqual([expect.objectContaining({ id: 'diagnostics', kind: 'info' })]);
});

test.each([
  ['refused', async () => Promise.reject(new Error('not allowed'))],
  ['missing', undefined],
])('shows the text where the clipboard is %s', async (_, writeText) => {
  const { session, store } = begin(async () => undefined, writeText);
  await copyDiagnostics(session, {});
  expect(JSON.parse(store.getState().diagnostics ?? '')).toMatchObject({ engine: 'not running' });
  expect(store.getState().messages).toEqual([]);
});

test('an engine that fails or is silent does not keep the rest from being copied', async () => {
  const failing = begin(async () => Promise.reject(new Error('lost')));
  await copyDiagnostics(failing.session, {});
  expect(failing.store.getState().diagnostics).toContain('"engine": "lost"');
  jest.useFakeTimers();
  const silent = begin(() => new Promise(() => undefined));
  const copying = copyDiagnostics(silent.session, {});
  await jest.advanceTimersByTimeAsync(4000);
  await copying;
  jest.useRealTimers();
  expect(silent.store.getState().diagnostics).toContain('no answer within');
});
