import { ImageOverlay, type OverlayImage } from '../../extension/src/adapters/ImageOverlay';
import { toggleUncertainty } from '../../extension/src/commands/toggleUncertainty';
import { predict } from '../../extension/src/commands/predict';
import { train } from '../../extension/src/commands/train';
import { opened, texts, useSessions } from './support/opened';

jest.mock('../../extension/src/adapters/ImageOverlay', () => ({ ImageOverlay: jest.fn() }));

const overlay = { show: jest.fn<void, [OverlayImage]>(), hide: jest.fn() };
jest.mocked(ImageOverlay).mockImplementation(() => overlay as unknown as ImageOverlay);

useSessions();
beforeEach(() => jest.clearAllMocks());

/** Longer than the map waits for the reader to stop scrolling. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 200));

test('the map follows the shown image until it is switched off', async () => {
  const { session, keys, axial, engine } = opened();
  const show = (image: number) => session.store.setState({ shownImage: keys[image] });
  await expect((async () => toggleUncertainty(session, {}))()).rejects.toThrow(/train first/);
  await train(session, {});
  show(2);
  await toggleUncertainty(session, {});
  await rest();
  expect(overlay.show).toHaveBeenCalledTimes(1);
  const [{ imageId, rows, columns, colours }] = overlay.show.mock.calls[0];
  expect([imageId, rows, columns, colours.length]).toEqual([axial[2], 4, 4, 64]);
  expect(engine.series.at(-1)?.drawn).toHaveLength(2);

  // Only the image on which scrolling ends; its series is described once.
  const described = engine.series.length;
  [3, 4, 5].forEach(show);
  await rest();
  expect(overlay.show.mock.calls.map(([image]) => image.imageId)).toEqual([axial[2], axial[5]]);
  expect(engine.series).toHaveLength(described);

  // Another prediction: the map is computed again, when it has ended.
  await predict(session, {});
  await rest();
  expect(overlay.show).toHaveBeenCalledTimes(3);

  await toggleUncertainty(session, {});
  expect(session.store.getState().uncertainty).toBe('off');
  const hidden = overlay.hide.mock.calls.length;
  expect(hidden).toBeGreaterThan(0);
  show(1);
  await rest();
  expect(overlay.show).toHaveBeenCalledTimes(3);
});

test('a map that cannot be computed is switched off with a message', async () => {
  const { session, keys, engine } = opened();
  await train(session, {});
  engine.uncertainty.of = () => Promise.reject(new Error('The archive cannot be reached.'));
  session.store.setState({ shownImage: keys[2] });
  await toggleUncertainty(session, {});
  await rest();
  expect(session.store.getState().uncertainty).toBe('off');
  expect(texts(session)).toContain(
    'The uncertainty map could not be computed. The archive cannot be reached.',
  );
});
