import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import type { ExtensionParams } from '../../../extension/src/ohif/types';
import type { Configuration } from '../../../extension/src/session/parseConfiguration';
import { Session } from '../../../extension/src/session/Session';
import type { EngineClient } from '../../../src/worker/EngineClient';
import { FakeEngine } from './FakeEngine';
import { FakeViewer } from './FakeViewer';

const sessions: Session[] = [];

/**
 * Replaces the browser APIs that sessions need, and ends the sessions that tests open. Call once per test
 * file.
 */
export function useSessions(): void {
  beforeAll(() => {
    Object.assign(globalThis, {
      window: { location: { search: '' } },
      document: {
        hidden: false,
        addEventListener: () => undefined,
        removeEventListener: () => undefined,
        createElement: () => ({ getContext: () => null, toDataURL: () => 'data:,' }),
      },
      ImageData: class {},
    });
  });
  beforeEach(forgetAll);
  afterEach(() => sessions.splice(0).forEach((session) => session.dispose()));
}

/** A browser that has saved nothing. */
function forgetAll(): void {
  Object.assign(globalThis, { indexedDB: new IDBFactory() });
}

/**
 * A session on a study of two series, with masks on two images of the first, and its fakes; `keys` are those
 * of `axial`.
 */
export function opened(imageCount = 6, size: { rows?: number; columns?: number } = {}) {
  const viewer = new FakeViewer();
  const axial = viewer.addSeries('axial', imageCount, size);
  viewer.addSeries('coronal', 3);
  const keys = axial.map((imageId) => viewer.keyOf(imageId));
  const drawn = viewer.addSegmentation('drawn', axial, { 1: { label: 'Ventricle' } });
  drawn[1].fill(1, 0, 6);
  drawn[4].fill(1, 2, 9);
  viewer.showSeries('viewport', 'axial');
  const engine = new FakeEngine();
  const session = openSession(viewer, engine as unknown as EngineClient);
  return { viewer, axial, keys, drawn, engine, session };
}

/** Opens a session on a viewer's content; it ends with the test. */
export function openSession(
  viewer: FakeViewer,
  engine: EngineClient,
  configuration?: Configuration,
): Session {
  const { ohif } = viewer;
  const params = {
    servicesManager: { services: ohif.services },
    commandsManager: ohif.commands,
    extensionManager: {
      getActiveDataSource: () => [ohif.dataSource],
      getModuleEntry: () => ({
        exports: {
          getCornerstoneLibraries: () => ({
            cornerstone: ohif.cornerstone,
            cornerstoneTools: ohif.cornerstoneTools,
          }),
        },
      }),
    },
  } as unknown as ExtensionParams;
  const session = new Session(params, configuration, () => engine);
  sessions.push(session);
  return session;
}

/** Texts of the messages in the panel. */
export function texts({ store }: Session): string[] {
  return store.getState().messages.map(({ text }) => text);
}
