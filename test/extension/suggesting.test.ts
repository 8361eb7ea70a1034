import { markNothingHere } from '../../extension/src/commands/markNothingHere';
import { showImage } from '../../extension/src/commands/showImage';
import { train } from '../../extension/src/commands/train';
import { jumpToImage } from '../../extension/src/adapters/jumpToImage';
import { opened, useSessions } from './support/opened';

jest.mock('../../extension/src/adapters/jumpToImage', () => ({ jumpToImage: jest.fn() }));

useSessions();

test('suggests where to draw next until four images are drawn or a model is there', async () => {
  const { session, drawn, keys } = opened(20);
  const suggested = () => session.store.getState().suggested;
  drawn[1].fill(0);
  await session.scanner.scan();
  expect(suggested()).toEqual({ key: keys[6], imageNumber: '7', place: 'beyond' });
  await showImage(session, { key: keys[6] });
  expect(jumpToImage).toHaveBeenCalledWith(session.index, 'series-axial', keys[6]);

  await markNothingHere(session, { key: keys[6] });
  expect(suggested()).toMatchObject({ key: keys[2] });
  drawn[2].fill(1, 0, 8);
  await session.scanner.scan();
  expect(suggested()).toMatchObject({ key: keys[0], place: 'beyond' });
  await train(session, {});
  expect(suggested()).toBeUndefined();
});

test('four drawn images are enough', async () => {
  const { session, drawn } = opened(20);
  for (const image of [7, 10]) drawn[image].fill(1, 0, 8);
  await session.scanner.scan();
  expect(session.store.getState().suggested).toBeUndefined();
});
