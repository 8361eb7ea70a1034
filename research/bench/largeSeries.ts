/**
 * `npm run bench:large [-- --images 600 --edge 512]`: what the plugin adds to the memory of a page that shows
 * a long CT, and when its first masks appear. Six images have masks of other software, which become examples.
 *
 * First run: the images are in the viewer's cache before the training, so what the page grows by is ours.
 * Second run: the viewer has only just opened the series. Memory is the resident set of the page's process.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { ensureBuilt } from '../../demo/setup/build.mjs';
import { ensureViewer } from '../../demo/setup/viewer.mjs';
import { startServer } from '../../demo/server/startServer';
import { makeInstance, uidsOf } from '../../test/support/makeInstance';
import { repositoryRoot } from '../../test/support/repositoryRoot';
import { storeInstances } from '../../test/support/storeInstances';
import { launchChromium } from '../../test/support/viewer/launchChromium';
import { openStudy } from '../../test/support/viewer/openStudy';
import { panelControl } from '../../test/support/viewer/panelControl';
import type { TestWindow } from '../../test/support/viewer/TestWindow';
import { waitUntilPredicted } from '../../test/support/viewer/waitUntilPredicted';
import { runMain } from './runMain';
import { writeRod } from './writeRod';

const WATCH_MS = 200;
const MB = 2 ** 20;
/** Short: memory does not depend on the number of steps. */
const SHORT = { generatorSteps: 10, segmenterSteps: 60 };

const { values } = parseArgs({
  options: { images: { type: 'string', default: '600' }, edge: { type: 'string', default: '512' } },
});
const [images, edge] = [Number(values.images), Number(values.edge)];

async function main(): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'few-shot-large-'));
  const say = () => undefined;
  await ensureBuilt(repositoryRoot, say);
  const viewerDirectory = await ensureViewer(repositoryRoot, say);
  const server = await startServer({
    ...{ port: 0, host: '127.0.0.1', data: folder, demo: false, root: repositoryRoot },
    ...{ viewerDirectory, say },
  });
  try {
    const rod = writeRod({ images, edge });
    for (let z = 0; z < images; z++) {
      const instance = makeInstance(rod.nameOf(z), rod.attributesOf(z));
      const { status } = await storeInstances(`${server.url}dicomweb`, [instance]);
      if (status !== 200) throw new Error(`The archive answered ${status} to a store.`);
    }
    await storeInstances(`${server.url}dicomweb`, [rod.masks()]);
    process.stdout.write(
      `${os.cpus()[0].model}, ${os.availableParallelism()} cores, ${images} images of ${edge} x ${edge}\n`,
    );
    for (const isLoaded of [true, false]) await measure(server.url, isLoaded);
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(url: string, isLoaded: boolean): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 0.5 });
    await openStudy(page, url, { studyUID: uidsOf('large/a/0').studyUID, backend: 'wasm', overrides: SHORT });
    if (isLoaded) await loadAll(page);
    const id = await rendererOf(browser);
    const before = residentOf(id);
    let peak = before;
    const watch = setInterval(() => (peak = Math.max(peak, residentOf(id))), WATCH_MS);
    await page.locator('[data-cy="few-shot-study-masks"] summary').waitFor();
    await page.getByRole('button', { name: 'Use as examples' }).click();
    await panelControl(page, 'train').click();
    const start = performance.now();
    const mask = page.locator('[data-image-key][data-mark="proposed"]').first();
    await mask.waitFor({ state: 'attached', timeout: 600_000 });
    const [first, cached] = [performance.now() - start, await cachedImages(page)];
    await waitUntilPredicted(page, 1_200_000);
    const all = performance.now() - start;
    clearInterval(watch);
    process.stdout.write(
      `${isLoaded ? 'images loaded before' : 'series just opened'}: page ${(before / MB).toFixed(0)} MB before, ` +
        `${(peak / MB).toFixed(0)} MB at most, grew by ${((peak - before) / MB).toFixed(0)} MB; first mask after ` +
        `${(first / 1000).toFixed(1)} s with ${cached} images in the cache, all after ${(all / 1000).toFixed(1)} s\n`,
    );
  } finally {
    await browser.close();
  }
}

/** Loads all images of the shown series into the viewer's cache. */
function loadAll(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const { services, cornerstone } = window as unknown as LargeWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
    for (const imageId of viewport.getImageIds()) await cornerstone.imageLoader.loadAndCacheImage(imageId);
  });
}

/** How many images of the shown series are in the viewer's cache. */
function cachedImages(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { services, cornerstone } = window as unknown as LargeWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
    return viewport.getImageIds().filter((imageId) => cornerstone.cache.getImage(imageId) !== undefined)
      .length;
  });
}

interface LargeWindow {
  services: {
    viewportGridService: TestWindow['services']['viewportGridService'];
    cornerstoneViewportService: { getCornerstoneViewport(id: string): { getImageIds(): string[] } };
  };
  cornerstone: {
    cache: { getImage(id: string): object | undefined };
    imageLoader: { loadAndCacheImage(id: string): Promise<object> };
  };
}

/** Id of the page's process: the renderer with the most memory. */
async function rendererOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const ids = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  return ids.sort((a, b) => residentOf(b) - residentOf(a))[0];
}

/** Resident memory of a process, bytes (Linux). */
function residentOf(id: number): number {
  const size = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
  return 1024 * Number(size ?? 0);
}

runMain(main);
