import { readFileSync } from 'node:fs';
import type { Browser, BrowserContext, Page, Worker } from 'playwright-core';
import { parseImageKey } from '../../src/data/ImageKey';
import { seededRandom } from '../../src/data/random';
import { reviewRecordSchema } from '../../src/review/ReviewRecord';
import { unpackMask } from '../../src/review/unpackMask';
import { readModel } from '../../src/storage/modelFile';
import { makeInstance } from '../support/makeInstance';
import { startServer, type ServerProcess } from '../support/startServer';
import { pageOptions } from '../support/startViewer';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';
import { launchChromium } from '../support/viewer/launchChromium';
import { openSeries } from '../support/viewer/openSeries';
import { openStudy } from '../support/viewer/openStudy';
import { paintStrokes } from '../support/viewer/paintStrokes';
import { panelControl } from '../support/viewer/panelControl';
import { readLabelmaps } from '../support/viewer/readLabelmaps';
import { readSavedRecords } from '../support/viewer/readSavedRecords';
import { selectBrush } from '../support/viewer/selectBrush';
import { showImage } from '../support/viewer/showImage';
import type { TestWindow } from '../support/viewer/TestWindow';
import { waitForImages } from '../support/viewer/waitForImages';
import { waitUntilPredicted } from '../support/viewer/waitUntilPredicted';
import { reportFigures, round, screenshotPath } from './figures';

jest.setTimeout(600_000);

const SIZE = 64;
const IMAGES = 8;
const SMALL = { size: 32, width: 4, generatorSteps: 2, segmenterSteps: 60 };
const SERIES = 'Kept';
/** Moments at which the saved masks are compared with those in the viewer. */
const MOMENTS = 12;
/** Moments at which the page also ends, and how. */
const KILLS = new Map([
  [3, 'reload'],
  [6, 'leaving the mode'],
  [9, 'crash'],
  [11, 'close'],
]);

const random = seededRandom(7);
const between = (low: number, high: number) => low + (high - low) * random();

const foreground = (values: Uint8Array) => [...values.keys()].filter((i) => values[i] > 0);

function image(number: number): Uint8Array {
  return makeInstance(`kept/series/${number}`, {
    StudyDescription: 'Kept study',
    SeriesDescription: SERIES,
    InstanceNumber: number + 1,
    FrameOfReferenceUID: '1.2.3.5',
    ImagePositionPatient: [0, 0, 3 * number],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [1, 1],
    Rows: SIZE,
    Columns: SIZE,
    PixelData: Uint16Array.from({ length: SIZE * SIZE }, (_, i) => {
      const inside = Math.hypot(Math.floor(i / SIZE) - 30, (i % SIZE) - 34) < 12;
      return (inside ? 600 : 200) + 100 * random();
    }).buffer,
  });
}

describe('the work on a study', () => {
  const data = temporaryFolder();
  let server: ServerProcess;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    server = await startServer({ data, options: ['--no-demo'] });
    const all = Array.from({ length: IMAGES }, (_, number) => image(number));
    expect((await storeInstances(new URL('dicomweb', server.url).href, all)).status).toBe(200);
    browser = await launchChromium();
    context = await browser.newContext(pageOptions());
    page = await context.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  async function open(on = page): Promise<void> {
    await openStudy(on, server.url, { studyDescription: 'Kept study', backend: 'wasm', overrides: SMALL });
  }

  /** One stroke of the mouse on an image. */
  async function paint(number: number): Promise<void> {
    await showImage(page, number);
    await selectBrush(page, 2 + Math.floor(between(0, 4)));
    const [row, column] = [between(20, 44), between(20, 44)];
    await paintStrokes(page, [
      [
        { row, column },
        { row: row + 4, column: column + 6 },
      ],
    ]);
  }

  /** SOP Instance UID of the shown image. */
  function shownImage(): Promise<string> {
    return page.evaluate(() => {
      const { services, cornerstone } = window as unknown as TestWindow;
      const id = services.viewportGridService.getActiveViewportId() as string;
      const imageId = services.cornerstoneViewportService.getCornerstoneViewport(id).getCurrentImageId?.();
      return cornerstone.metaData.get('instance', imageId ?? '').SOPInstanceUID;
    });
  }

  /** The foreground pixels of each image, in drawn masks and results together, and the panel's examples. */
  async function shown(): Promise<{ pixels: Map<string, number[]>; examples: string[] }> {
    const pixels = new Map<string, number[]>();
    for (const { sopInstanceUID, values } of (await readLabelmaps(page)).flatMap(({ slices }) => slices)) {
      const before = pixels.get(sopInstanceUID) ?? [];
      const more = foreground(values);
      pixels.set(
        sopInstanceUID,
        [...new Set([...before, ...more])].sort((a, b) => a - b),
      );
    }
    const examples = await page
      .locator('[data-cy^="few-shot-example-"][data-image-key]')
      .evaluateAll((tiles) => tiles.map((tile) => JSON.stringify({ ...(tile as HTMLElement).dataset })));
    return { pixels, examples };
  }

  /** The saved masks that the reader drew or corrected. */
  async function saved(): Promise<{ records: Record<string, unknown>; pixels: Map<string, number[]> }> {
    const records = await readSavedRecords(page);
    const reviewed = Object.values(records)
      .map((record) => reviewRecordSchema.parse(record))
      .filter(({ locked }) => locked);
    const pixels = reviewed.map(
      ({ key, mask }) => [parseImageKey(key).sopInstanceUID, foreground(unpackMask(mask))] as const,
    );
    return { records, pixels: new Map(pixels) };
  }

  /** Begins a prediction, and ends its Worker with an error. */
  async function killWorker(): Promise<void> {
    const isEngine = (worker: Worker) => worker.url().includes('few-shot-worker');
    // It starts with the panel.
    const engine =
      page.workers().find(isEngine) ??
      (await page.waitForEvent('worker', { predicate: isEngine, timeout: 30_000 }));
    await panelControl(page, 'predict').click();
    await engine.evaluate(() => {
      setTimeout(() => {
        throw new Error('killed by the test');
      });
    });
    await page.locator('[data-cy="few-shot-message"][data-id="engine"]').waitFor({ timeout: 60_000 });
  }

  /** Ends the page in one of the ways in which pages end, and opens the study again. */
  const ends: Record<string, () => Promise<void>> = {
    reload: async () => {
      await page.reload();
    },
    crash: async () => {
      await page.goto('chrome://crash').catch(() => undefined);
      page = await context.newPage();
      await open();
    },
    close: async () => {
      await page.close();
      page = await context.newPage();
      await open();
    },
    'leaving the mode': async () => {
      await page.locator('[data-cy="return-to-work-list"]').click();
      await page.locator('[data-cy="few-shot-panel"]').waitFor({ state: 'detached' });
      await page.goBack();
    },
  };

  async function end(way: string): Promise<number> {
    const start = Date.now();
    await ends[way]();
    await page.locator('[data-cy="few-shot-restored"]').waitFor({ timeout: 30_000 });
    await waitForImages(page);
    return round((Date.now() - start) / 1000, 1);
  }

  it('is saved bit by bit at any moment, and there again after a reload, a crash or a closed tab', async () => {
    await open();
    await openSeries(page, SERIES);
    const seconds: Record<string, number> = {};
    for (let moment = 0; moment < MOMENTS; moment++) {
      await paint(moment < 3 ? 2 * moment : Math.floor(between(0, IMAGES)));
      const painted = await shownImage();
      await page.waitForTimeout(between(0, 600));
      const now = await shown();
      let { records, pixels } = await saved();
      // The latest stroke is saved within a second; everything else is saved by now.
      for (const end = Date.now() + 5000; Date.now() < end;) {
        if (String(pixels.get(painted)) === String(now.pixels.get(painted))) break;
        await page.waitForTimeout(100);
        ({ records, pixels } = await saved());
      }
      expect(pixels.has(painted)).toBe(true);
      for (const [uid, kept] of pixels)
        expect({ moment, kept }).toEqual({ moment, kept: now.pixels.get(uid) });
      if (moment === 4) {
        await panelControl(page, 'train').click();
        await waitUntilPredicted(page, 120_000);
      }
      if (moment === 7) await killWorker();
      const way = KILLS.get(moment);
      if (!way) continue;
      // The last one ends the page in the middle of a prediction.
      if (way === 'close') await panelControl(page, 'predict').click();
      seconds[way] = await end(way);
      await page.screenshot({ path: screenshotPath(`saved-${way.split(' ')[0]}`) });
      const again = await shown();
      expect({ way, ...again.examples }).toEqual({ way, ...now.examples });
      for (const [uid, kept] of pixels) expect({ way, kept }).toEqual({ way, kept: again.pixels.get(uid) });
      if (way === 'close') continue;
      expect({ way, pixels: again.pixels }).toEqual({ way, pixels: now.pixels });
      // Scans after the masks came back did not change them.
      expect({ way, records: (await saved()).records }).toEqual({ way, records });
    }
    reportFigures('saved-work', { moments: MOMENTS, openAgainSeconds: seconds });
  });

  it('belongs to one of two tabs; the other one is told and takes over', async () => {
    const second = await context.newPage();
    await open(second);
    await second.locator('[data-id="elsewhere"][data-kind="warning"]').waitFor();
    await second.screenshot({ path: screenshotPath('saved-second-tab') });
    const { examples } = await shown();
    await page.close();
    page = second;
    await page.locator(`[data-cy="few-shot-example-${examples.length}"]`).waitFor();
    expect((await shown()).examples).toEqual(examples);
  });

  it('has a model that can be kept for other studies, exported, and applied again', async () => {
    await panelControl(page, 'models').locator('summary').click();
    await panelControl(page, 'model-name').fill('Discs of the phantom');
    await panelControl(page, 'save-model').click();
    await panelControl(page, 'model-1').waitFor();
    await panelControl(page, 'model-1').scrollIntoViewIfNeeded();
    await page.screenshot({ path: screenshotPath('models') });
    const download = page.waitForEvent('download');
    await panelControl(page, 'model-1-export').click();
    expect((await download).suggestedFilename()).toBe('Discs-of-the-phantom.safetensors');
    const bytes = readFileSync(await (await download).path());
    expect(readModel(new Uint8Array(bytes).buffer).description.segments).toHaveLength(1);
    await panelControl(page, 'model-1-apply').click();
    await waitUntilPredicted(page, 60_000);
  });

  it('is erased by “Forget this study”', async () => {
    await panelControl(page, 'forget-study').click();
    await page.screenshot({ path: screenshotPath('saved-forget') });
    await panelControl(page, 'forget-study-confirm').click();
    await page.locator('[data-cy="few-shot-examples-empty"]').waitFor();
    expect(await readSavedRecords(page)).toEqual({});
    expect(await readLabelmaps(page)).toEqual([]);
    await page.reload();
    await page.locator('[data-cy="few-shot-examples-empty"]').waitFor();
    await waitForImages(page);
    expect(await readLabelmaps(page)).toEqual([]);
  });

  it('leaves the models, which predict in a page that has just been opened', async () => {
    await panelControl(page, 'models').locator('summary').click();
    const began = await page.evaluate(() => performance.now());
    await panelControl(page, 'model-1-apply').click();
    const first = page.locator('[data-cy="few-shot-review"] li[data-image-key]').first();
    await first.waitFor({ state: 'attached', timeout: 60_000 });
    const seconds = await page.evaluate((from) => (performance.now() - from) / 1000, began);
    await waitUntilPredicted(page, 60_000);
    reportFigures('apply', { firstMaskSeconds: round(seconds, 2), images: IMAGES });
  });
});
