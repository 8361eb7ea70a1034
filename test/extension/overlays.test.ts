import { ImageOverlay, type OverlayImage } from '../../extension/src/adapters/ImageOverlay';
import { toggleUncertainty } from '../../extension/src/commands/toggleUncertainty';
import { markNothingHere } from '../../extension/src/commands/markNothingHere';
import { stop } from '../../extension/src/commands/stop';
import { predict } from '../../extension/src/commands/predict';
import { train } from '../../extension/src/commands/train';
import { opened, texts, useSessions } from './support/opened';

jest.mock('../../extension/src/adapters/ImageOverlay', () => ({ ImageOverlay: jest.fn() }));

const overlay = { show: jest.fn<void, [OverlayImage, string?]>(), hide: jest.fn() };
jest.mocked(ImageOverlay).mockImplementation(() => overlay as unknown as ImageOverlay);

useSessions();
beforeEach(() => jest.clearAllMocks());

/** The images that an overlay showed, in order, each with its viewport. */
const overlaid = () => overlay.show.mock.calls.map(([{ imageId }, viewport]) => [imageId, viewport]);

/** Longer than an overlay waits for the reader to stop scrolling. */
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

test('previews follow all viewports while a training runs, on images without masks', async () => {
  const { session, viewer, keys, axial, engine } = opened();
  engine.whileTraining = async ({ onPreview }) => {
    const known = session.review.state;
    const undoable = viewer.history.length;
    // Image 1 is drawn.
    session.previews.follow(new Map([2, 1, 3].map((image) => [`viewport ${image}`, keys[image]])));
    await rest();
    expect(overlaid()).toEqual([]);
    onPreview?.();
    await rest();
    const first = [
      [axial[2], 'viewport 2'],
      [axial[3], 'viewport 3'],
    ];
    expect(overlaid()).toEqual(first);
    const [{ colours }] = overlay.show.mock.calls[0];
    expect(colours.filter((_, i) => i % 4 === 3 && colours[i] > 0)).toHaveLength(4);
    expect(session.store.getState().training.previewed).toBe(true);
    // It has improved.
    onPreview?.();
    await rest();
    expect(overlaid()).toEqual([...first, ...first]);
    // The reader scrolls on, past an image.
    session.previews.follow(new Map([['viewport 2', keys[4]]]));
    expect(overlay.hide).toHaveBeenCalledTimes(2);
    session.previews.follow(new Map([['viewport 2', keys[5]]]));
    await rest();
    expect(overlaid().slice(4)).toEqual([[axial[5], 'viewport 2']]);
    expect(engine.previewed).toHaveLength(5);
    // Nothing of it is known to the review or can be undone.
    expect(session.review.state).toBe(known);
    expect(viewer.history.length).toBe(undoable);
  };
  let replaced = false;
  engine.onPredict = (images) => {
    if (images.some(({ id }) => id === keys[5])) replaced = overlay.hide.mock.calls.length === 2;
  };
  await train(session, {});
  // The preview stayed until its proposal was there.
  expect(replaced).toBe(true);
  expect(overlay.hide).toHaveBeenCalledTimes(3);
  expect(session.store.getState().training.previewed).toBe(false);
});

test('previews disappear when their image gets a mask, and when the training is stopped', async () => {
  const { session, keys, engine } = opened();
  engine.whileTraining = async ({ onPreview }) => {
    session.previews.follow(new Map([2, 3].map((image) => [`viewport ${image}`, keys[image]])));
    onPreview?.();
    await rest();
    expect(overlay.show).toHaveBeenCalledTimes(2);
    await markNothingHere(session, { key: keys[2] });
    expect(overlay.hide).toHaveBeenCalledTimes(1);
    onPreview?.();
    await rest();
    expect(overlay.show).toHaveBeenCalledTimes(3);
    await stop(session, {});
    expect(overlay.hide).toHaveBeenCalledTimes(2);
    expect(session.store.getState().training.previewed).toBe(false);
    onPreview?.();
    await rest();
    expect(overlay.show).toHaveBeenCalledTimes(3);
  };
  await train(session, {});
});
