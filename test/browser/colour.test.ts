import { seededRandom } from '../../src/data/random';
import { makeInstance } from '../support/makeInstance';
import type { StartedViewer } from '../support/startViewer';
import { startViewer } from '../support/startViewer';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';
import { openSeries } from '../support/viewer/openSeries';
import { openStudy } from '../support/viewer/openStudy';
import { paintStrokes } from '../support/viewer/paintStrokes';
import { panelControl } from '../support/viewer/panelControl';
import { readLabelmaps } from '../support/viewer/readLabelmaps';
import { selectBrush } from '../support/viewer/selectBrush';
import { showImage } from '../support/viewer/showImage';
import type { TestWindow } from '../support/viewer/TestWindow';
import { waitUntilPredicted } from '../support/viewer/waitUntilPredicted';
import { screenshotPath } from './figures';
import { dice, voxelHashes } from './measures';

jest.setTimeout(300_000);

const SIZE = 64;
const RADIUS = 11;
const SMALL = { size: 32, width: 6, generatorSteps: 2, segmenterSteps: 150 };
const DRAWN = [0, 2, 4];
const PREDICTED = [1, 3, 5];
/** The viewer lists the images of this series from the last position to the first. */
const indexOf = (image: number) => RGB.images - 1 - image;
/** Series Description and number of images. */
const RGB = { name: 'Doppler RGB', images: 6 };
const PALETTE = { name: 'Doppler palette', images: 3 };

const centre = (image: number) => ({ row: 24 + 3 * (image % 4), column: 40 - 4 * (image % 3) });

/**
 * Palette indices of a red disc on a green background of equal brightness: they differ only in hue. Values
 * are 0..255, and 0..127 in the disc.
 */
function indices(image: number): Uint8Array {
  const random = seededRandom(image + 1);
  const { row, column } = centre(image);
  return Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const inside = Math.hypot(Math.floor(i / SIZE) - row, (i % SIZE) - column) < RADIUS;
    return (inside ? 0 : 128) + 127 * random();
  });
}

function colourOf(index: number): number[] {
  const shade = (index % 128) / 4;
  return index < 128 ? [200 + shade, 60 + shade, 60 + shade] : [62 + shade, 130 + shade, 61 + shade];
}

function instance(series: string, number: number, image: number, attributes: object): Uint8Array {
  return makeInstance(`colours/${series}/${image}`, {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.6.1',
    Modality: 'US',
    StudyDescription: 'Colours',
    SeriesDescription: series,
    SeriesNumber: number,
    InstanceNumber: image + 1,
    FrameOfReferenceUID: '1.2.3.4',
    ImagePositionPatient: [0, 0, 3 * image],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [1, 1],
    Rows: SIZE,
    Columns: SIZE,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    ...attributes,
  });
}

function rgb(image: number): Uint8Array {
  return instance(RGB.name, 1, image, {
    SamplesPerPixel: 3,
    PhotometricInterpretation: 'RGB',
    PlanarConfiguration: 0,
    PixelData: Uint8Array.from([...indices(image)].flatMap(colourOf)).buffer,
  });
}

function palette(image: number): Uint8Array {
  const table = (channel: number) => ({
    descriptor: [256, 0, 16],
    data: Uint16Array.from({ length: 256 }, (_, i) => 257 * Math.floor(colourOf(i)[channel])).buffer,
  });
  const tables = ['Red', 'Green', 'Blue'].map((colour, channel) => {
    const { descriptor, data } = table(channel);
    return {
      [`${colour}PaletteColorLookupTableDescriptor`]: descriptor,
      [`${colour}PaletteColorLookupTableData`]: data,
    };
  });
  return instance(PALETTE.name, 2, image, {
    PhotometricInterpretation: 'PALETTE COLOR',
    PixelData: indices(image).buffer,
    ...(Object.assign({}, ...tables) as object),
  });
}

describe('colour images in the viewer', () => {
  const data = temporaryFolder();
  let viewer: StartedViewer;

  beforeAll(async () => {
    viewer = await startViewer({ data, options: ['--no-demo'] });
    const all = [
      ...Array.from({ length: RGB.images }, (_, image) => rgb(image)),
      ...Array.from({ length: PALETTE.images }, (_, image) => palette(image)),
    ];
    expect((await storeInstances(new URL('dicomweb', viewer.url).href, all)).status).toBe(200);
  });

  afterAll(() => viewer?.stop());

  it('are drawn on, train, and get masks: RGB and a palette', async () => {
    const { page, url } = viewer;
    await openStudy(page, url, { studyDescription: 'Colours', backend: 'wasm', overrides: SMALL });
    await openSeries(page, RGB.name);
    for (const image of DRAWN) {
      await showImage(page, indexOf(image));
      await selectBrush(page, RADIUS);
      const { row, column } = centre(image);
      await paintStrokes(page, [
        [
          { row, column },
          { row, column: column + 0.5 },
        ],
      ]);
    }
    await page.locator('[data-cy^="few-shot-example-"][data-cy$="-include"]').nth(2).waitFor();
    await panelControl(page, 'train').click();
    await waitUntilPredicted(page, 240_000);
    const masks = await readLabelmaps(page);
    for (const { name, images } of [RGB, PALETTE]) {
      const found = masks
        .filter(({ label }) => label === `Few-shot: ${name}`)
        .flatMap(({ slices }) => slices);
      const predicted = found.map(({ position: [, , z], values }) => ({ image: z / 3, values }));
      const wanted = Array.from({ length: images }, (_, image) => image).filter(
        (image) => name === PALETTE.name || !DRAWN.includes(image),
      );
      expect(predicted.map(({ image }) => image)).toEqual(expect.arrayContaining(wanted));
      for (const { image, values } of predicted.filter((one) => wanted.includes(one.image))) {
        const { row, column } = centre(image);
        const truth = values.map((_, i) =>
          Math.hypot(Math.floor(i / SIZE) - row, (i % SIZE) - column) < RADIUS ? 1 : 0,
        );
        const both = values.reduce((sum, value, i) => sum + (value && truth[i] ? 1 : 0), 0);
        const total = [...values, ...truth].filter((value) => value > 0).length;
        expect((2 * both) / total).toBeGreaterThan(0.4);
      }
    }
  });

  it('are corrected with brush and eraser, and every step can be undone and repeated by keys', async () => {
    const { page } = viewer;
    /** Hashes of the masks of the RGB series: those of the results, and the reader's own. */
    const masks = async () => {
      const all = await readLabelmaps(page, { all: true });
      const own = all.find(({ label }) => label === `Few-shot: ${RGB.name}`);
      const drawn = all.find(({ label }) => !label.startsWith('Few-shot:'));
      return { results: voxelHashes(own?.slices ?? []), drawn: voxelHashes(drawn?.slices ?? []) };
    };
    const press = async (keys: string, times: number) => {
      for (let i = 0; i < times; i++) await page.keyboard.press(keys);
      await page.waitForTimeout(1000);
      return masks();
    };
    const states = [await masks()];
    const [corrected, , nothing] = PREDICTED;
    const { row, column } = centre(corrected);
    await showImage(page, indexOf(corrected));
    await selectBrush(page, 3);
    await paintStrokes(page, [
      [
        { row: 6, column: 6 },
        { row: 6, column: 14 },
      ],
    ]);
    await page.locator('[data-kind="corrected"]').waitFor();
    states.push(await masks());
    await panelControl(page, 'eraser').click();
    await paintStrokes(page, [
      [
        { row, column: column - 4 },
        { row, column: column + 4 },
      ],
    ]);
    await page.waitForTimeout(500);
    states.push(await masks());
    await showImage(page, indexOf(nothing));
    await panelControl(page, 'nothing-here').click();
    await page.locator('[data-kind="nothing"]').waitFor();
    states.push(await masks());
    // Both strokes went into the results, although the reader's own labelmap was active while drawing.
    expect(new Set(states.map((state) => JSON.stringify(state.results))).size).toBe(4);
    expect(new Set(states.map((state) => JSON.stringify(state.drawn))).size).toBe(1);

    expect(await press('Control+z', 1)).toEqual(states[2]);
    expect(await press('Control+z', 2)).toEqual(states[0]);
    // Before the prediction the results hold nothing but the drawn masks.
    const first = await press('Control+z', 1);
    expect(first).toEqual({ drawn: states[0].drawn, results: states[0].drawn });
    expect(await press('Control+y', 4)).toEqual(states[3]);
    await page.screenshot({ path: screenshotPath('corrections') });
  });

  it('are corrected by short strokes that move the outline', async () => {
    const { page } = viewer;
    const [, image] = PREDICTED;
    const { row, column } = centre(image);
    const stroke = [-5, 0, 5].map((offset) => ({ row: row + offset, column }));
    const waitForTool = (tool: string) =>
      page.waitForFunction((name) => {
        const { services } = window as unknown as TestWindow;
        const id = services.viewportGridService.getActiveViewportId() as string;
        return (
          services.toolGroupService.getToolGroupForViewport(id)?.getActivePrimaryMouseButtonTool() === name
        );
      }, tool);
    const results = async () => {
      const all = await readLabelmaps(page, { all: true });
      const own = all.find(({ label }) => label === `Few-shot: ${RGB.name}`);
      return new Map(own?.slices.map(({ position: [, , z], values }) => [z / 3, values]));
    };
    /** Draws the stroke and waits until it has an effect. */
    const draw = async (previous: Map<number, Uint8Array>) => {
      await paintStrokes(page, [stroke]);
      for (let i = 0; i < 40; i++) {
        await page.waitForTimeout(250);
        const masks = await results();
        if (pixels(masks) !== pixels(previous)) return masks;
      }
      throw new Error(
        `The stroke changed nothing. ${await page.locator('[data-cy="few-shot-message"]').allInnerTexts()}`,
      );
    };
    const others = (masks: Map<number, Uint8Array>) => [...masks].filter(([place]) => place !== image);
    const pixels = (masks: Map<number, Uint8Array>) => masks.get(image)?.filter(Boolean).length ?? 0;
    await showImage(page, indexOf(image));
    const before = await results();
    await page.keyboard.press('s');
    await waitForTool('FewShotRemove');
    const removed = await draw(before);
    // The stroke of 3 x 13 pixels takes along most of the disc, which looks like it.
    expect(pixels(removed)).toBeLessThan(pixels(before) - 100);
    await panelControl(page, 'stroke-add').click();
    await waitForTool('FewShotAdd');
    const added = await draw(removed);
    const disc = before
      .get(image)
      ?.map((_, i) =>
        Math.hypot(Math.floor(i / SIZE) - row, (i % SIZE) - column) < RADIUS ? 1 : 0,
      ) as Uint8Array;
    expect(dice(added.get(image) as Uint8Array, disc)).toBeGreaterThan(0.9);
    expect(others(added)).toEqual(others(before));
    await page.screenshot({ path: screenshotPath('strokes') });
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(500);
    expect(await results()).toEqual(removed);
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(500);
    expect(await results()).toEqual(before);
  });
});
