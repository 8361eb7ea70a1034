import { draw } from '../../extension/src/commands/draw';
import { predict } from '../../extension/src/commands/predict';
import { train } from '../../extension/src/commands/train';
import { correctByStroke } from '../../extension/src/session/correctByStroke';
import { setStatus } from '../../extension/src/session/setStatus';
import { parseReview } from '../../src/review/parseReview';
import { unpackMask } from '../../src/review/unpackMask';
import { opened, texts, useSessions } from './support/opened';

useSessions();

const SIZE = 48;
/** The structure: a bright square. */
const SQUARE = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
  const [row, column] = [Math.floor(i / SIZE), i % SIZE];
  return row >= 16 && row < 32 && column >= 16 && column < 32 ? 1 : 0;
});
const LEFT = SQUARE.map((value, i) => (i % SIZE < 24 ? value : 0));

/** A session whose engine finds the left half of the square on every image. */
async function trained() {
  const all = opened(6, { rows: SIZE, columns: SIZE });
  const { viewer, axial, keys, engine, session } = all;
  for (const imageId of axial) {
    const random = (i: number) => ((i * 7919) % 13) - 6;
    viewer.addImage(
      imageId,
      SIZE,
      SIZE,
      Float32Array.from(SQUARE, (value, i) => 100 * value + random(i)),
    );
  }
  const mask = LEFT.slice();
  engine.finish = async ({ ids = [] }) => ids.map((id) => ({ id, labelmap: mask.slice() }));
  await session.scanner.scan();
  session.scanner.setSeriesEnabled('series-coronal', false);
  await train(session, {});
  viewer.shownImage = axial[3];
  const slice = (image = 3) => {
    const results = session.predicted.segmentationIdOf('series-axial');
    return viewer.images.get(`${results}:${axial[image]}`)?.voxelManager.getScalarData() as Uint8Array;
  };
  const record = (image = 3) => session.review.state.records[keys[image]];
  /** An upright stroke. */
  const stroke = (column: number, add: boolean) =>
    correctByStroke(session, {
      viewportId: 'viewport',
      points: [
        [column, 20, 0],
        [column, 28, 0],
      ],
      add,
    });
  const settled = async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
    await session.scanner.scan();
  };
  return { ...all, mask, slice, record, stroke, settled };
}

const wrong = (mask: ArrayLike<number>) => SQUARE.filter((value, i) => value !== mask[i]).length;

describe('a stroke of a correction brush', () => {
  test('moves the outline of a proposed mask, which stays a proposal beside what is known', async () => {
    const { session, slice, record, stroke, settled } = await trained();
    expect(wrong(slice())).toBe(128);
    await stroke(27, true);
    expect(texts(session)).toEqual([]);
    expect(wrong(slice())).toBeLessThan(10);
    await settled();
    const { status, locked, origin, mask, known, proposal, round } = record();
    expect({ status, locked, origin, round }).toEqual({
      status: 'proposed',
      locked: false,
      origin: 'predicted',
      round: 1,
    });
    expect(unpackMask(mask)).toEqual(slice());
    expect(unpackMask(proposal?.mask ?? mask)).toEqual(LEFT);
    const pixels = known ? unpackMask(known) : [];
    expect([pixels[24 * SIZE + 27], pixels[24 * SIZE + 18], pixels[0]]).toEqual([1, 0, 0]);
    expect(parseReview(JSON.stringify(session.review.state))).toEqual(session.review.state);
  });

  test('is not lost in later predictions, which change the rest', async () => {
    const { session, mask, slice, record, stroke } = await trained();
    await stroke(27, true);
    const { known } = record();
    mask.fill(0).fill(1, 0, 8);
    await predict(session, {});
    expect(record()).toMatchObject({ status: 'proposed', round: 2, known });
    expect([slice()[0], slice()[24 * SIZE + 27], slice()[24 * SIZE + 18]]).toEqual([1, 1, 0]);
    await stroke(27, false);
    expect([slice()[0], slice()[24 * SIZE + 27]]).toEqual([1, 0]);
  });

  test('is one step for undo', async () => {
    const { viewer, session, slice, record, stroke, settled } = await trained();
    const before = record();
    await stroke(27, true);
    const [corrected, voxels] = [record(), slice().slice()];
    viewer.history.undo();
    await settled();
    expect(record()).toEqual(before);
    expect(slice()).toEqual(LEFT);
    viewer.history.redo();
    await settled();
    expect(record()).toEqual(corrected);
    expect(slice()).toEqual(voxels);
    // A brush on top corrects the image as a whole; without it, the known pixels are known again.
    slice()[0] = 1;
    await settled();
    expect(record()).toMatchObject({ status: 'corrected', locked: true });
    expect(record().known).toBeUndefined();
    slice()[0] = 0;
    await settled();
    expect(record()).toEqual(corrected);
    expect(session.predicted.corrections.size).toBe(0);
  });

  test('corrects an accepted mask as a brush does, and undo makes it accepted again', async () => {
    const { viewer, keys, session, slice, record, stroke, settled } = await trained();
    await setStatus(session, [keys[3]], 'accepted');
    const accepted = record();
    await stroke(27, true);
    await settled();
    expect(record()).toMatchObject({ status: 'corrected', locked: true });
    const voxels = slice().slice();
    expect(wrong(voxels)).toBeLessThan(10);
    viewer.history.undo();
    await settled();
    expect(record()).toEqual(accepted);
    viewer.history.redo();
    await settled();
    expect(record().status).toBe('corrected');
    expect(slice()).toEqual(voxels);
  });

  test('says in words why it cannot work', async () => {
    const { viewer, axial, session, slice, stroke } = await trained();
    await stroke(40, false);
    expect(texts(session)).toEqual([expect.stringMatching(/touches no mask/)]);
    viewer.shownImage = 'coronal/1';
    await stroke(27, true);
    expect(texts(session)).toEqual([expect.stringMatching(/no predicted mask on this image/)]);
    viewer.shownImage = '';
    await stroke(27, true);
    expect(texts(session)).toEqual([expect.stringMatching(/not on other cuts/)]);
    viewer.shownImage = axial[3];
    await stroke(27, true);
    expect(texts(session)).toEqual([]);
    expect(wrong(slice())).toBeLessThan(10);
  });
});

test('correction brushes need results', async () => {
  const { viewer, session } = opened();
  const tools = { addTool: () => undefined, BaseTool: class {}, Enums: { Events: {} } };
  Object.assign(session.ohif.cornerstoneTools, {
    ...tools,
    ToolGroupManager: { getToolGroup: () => undefined },
  });
  viewer.showSeries('viewport', 'axial');
  await draw(session, { tool: 'FewShotAdd' });
  expect(texts(session)).toEqual([expect.stringMatching(/no predicted masks to correct here yet/)]);
});
