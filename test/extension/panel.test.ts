import { composeThumbnail, shownRange } from '../../extension/src/adapters/paintThumbnail';
import { getCommandsModule } from '../../extension/src/getCommandsModule';
import { hostElement } from '../../extension/src/ohif/hostElement';
import type { ExtensionParams } from '../../extension/src/ohif/types';
import { SessionHolder } from '../../extension/src/session/SessionHolder';
import { formatDuration } from '../../extension/src/panel/formatDuration';

test('durations are for people', () => {
  expect([7_400, 754_000, 3_723_000, null].map(formatDuration)).toEqual(['0:07', '12:34', '1:02:03', '–']);
});

test('a thumbnail keeps the aspect in millimetres and shows the mask in colour', () => {
  const image = {
    id: 'a',
    seriesId: 's',
    rows: 2,
    columns: 2,
    pixels: Float32Array.of(0, 100, 0, 100),
    geometry: {
      origin: [0, 0, 0] as const,
      rowCosines: [1, 0, 0] as const,
      columnCosines: [0, 1, 0] as const,
      rowSpacing: 1,
      columnSpacing: 2,
      frameOfReferenceUID: '',
    },
  };
  const { width, height, data } = composeThumbnail(image, Uint8Array.of(1, 0, 0, 0), [
    { index: 1, name: 'a', colour: [255, 0, 0] },
  ]);
  expect([width, height]).toEqual([160, 80]);
  const [red, green, blue] = data;
  expect(red).toBeGreaterThan(100);
  expect([green, blue]).toEqual([0, 0]);
  expect([...data.slice(4 * 159, 4 * 160)]).toEqual([255, 255, 255, 255]);
});

test('a thumbnail of a colour image is in colour', () => {
  const pixels = Float32Array.of(200, 0, 0, 0, 100, 0);
  const image = { id: 'a', seriesId: 's', rows: 1, columns: 2, channels: 3 as const, pixels };
  const { data } = composeThumbnail(image, new Uint8Array(2), []);
  const [left, right] = [data.slice(0, 3), data.slice(-4, -1)];
  expect([...left]).toEqual([255, 0, 0]);
  expect([right[0], right[2]]).toEqual([0, 0]);
  expect(Math.abs(right[1] - 128)).toBeLessThan(2);
});

test('a constant image has a range too', () => {
  expect(shownRange(new Float32Array(9).fill(5))).toEqual({ low: 5, high: 6 });
});

describe('the panel’s host element', () => {
  const params = (mark: symbol | undefined) =>
    ({
      extensionManager: {
        getModuleEntry: () => (mark ? { component: () => ({ $$typeof: mark }) } : undefined),
      },
    }) as unknown as ExtensionParams;

  test('has the form of the viewer’s own React', () => {
    const ref = () => undefined;
    const eighteen = Symbol.for('react.element');
    const nineteen = Symbol.for('react.transitional.element');
    expect(hostElement(params(eighteen), 'x', ref)).toMatchObject({
      $$typeof: eighteen,
      ref,
      props: { className: 'x' },
    });
    expect(hostElement(params(nineteen), 'x', ref)).toMatchObject({ $$typeof: nineteen, props: { ref } });
    expect(hostElement(params(undefined), 'x', ref)).toMatchObject({ $$typeof: eighteen });
  });
});

test('every command has a name that begins with fewShot and is in one context', () => {
  const { definitions, defaultContext } = getCommandsModule({} as ExtensionParams, new SessionHolder());
  expect(defaultContext).toBe('FEW_SHOT');
  expect(Object.keys(definitions).every((name) => name.startsWith('fewShot'))).toBe(true);
  expect(Object.keys(definitions)).toEqual(
    expect.arrayContaining([
      'fewShotTrain',
      'fewShotStop',
      'fewShotPredict',
      'fewShotStore',
      'fewShotDownload',
    ]),
  );
});
