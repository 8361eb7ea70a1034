import type { Browser, Page } from 'playwright-core';
import type { ServerProcess } from '../support/startServer';
import { startServer } from '../support/startServer';
import { temporaryFolder } from '../support/temporaryFolder';
import {
  launchChromium,
  openSegmentation,
  openSeries,
  openStudy,
  panelControl,
  readLabelmaps,
} from '../support/viewer';
import { reportFigures, screenshotPath } from './figures';

jest.setTimeout(400_000);

/** As small as possible: software WebGPU is hundreds of times slower than a GPU. */
const SMALL = { size: 32, width: 4, generatorSteps: 2, segmenterSteps: 6 };

describe('the main job on software WebGPU', () => {
  const data = temporaryFolder();
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await startServer({ data });
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('trains with falling loss, writes masks, and gives the device back', async () => {
    await openStudy(page, server.url, {
      studyDescription: 'Brain T1',
      params: { fewShotBackend: 'webgpu', fewShotOverrides: JSON.stringify(SMALL) },
    });
    await openSeries(page, 'T1 axial');
    await openSegmentation(page, 'Ventricles, example masks');
    for (const other of [2, 3]) {
      const box = page.locator(`[data-cy="few-shot-series-${other}-enabled"]`);
      await box.uncheck();
    }
    await page.evaluate(() => {
      const store = window as unknown as { losses: number[] };
      store.losses = [];
      new MutationObserver(() => {
        const chart = document.querySelector('[data-cy="few-shot-loss-chart"] [role="img"]');
        const loss = Number(/segmenter ([\d.]+\d)/.exec(chart?.getAttribute('aria-label') ?? '')?.[1]);
        if (Number.isFinite(loss) && store.losses[store.losses.length - 1] !== loss) store.losses.push(loss);
      }).observe(document.body, { subtree: true, attributes: true, childList: true });
    });
    const start = Date.now();
    await panelControl(page, 'train').click();
    await page.waitForFunction(
      () =>
        document.querySelector('[data-cy^="few-shot-series-"][data-stage="predicting"]') ||
        document.querySelector('[data-cy="few-shot-message"][data-kind="error"]'),
      undefined,
      { timeout: 240_000, polling: 500 },
    );
    const trainSeconds = (Date.now() - start) / 1000;
    await page.waitForFunction(
      () =>
        Number(
          document.querySelector('[data-cy="few-shot-prediction-progress"]')?.getAttribute('value') ?? 0,
        ) > 6,
      undefined,
      { timeout: 120_000, polling: 500 },
    );
    await page.screenshot({ path: screenshotPath('webgpu-result') });
    const errors = await page.locator('[data-cy="few-shot-message"][data-kind="error"]').allInnerTexts();
    expect(errors).toEqual([]);
    expect(await panelControl(page, 'backend').first().innerText()).toMatch(/WebGPU/);

    const losses = await page.evaluate(() => (window as unknown as { losses: number[] }).losses);
    reportFigures('webgpu', { trainSeconds, losses });
    expect(losses.length).toBeGreaterThan(2);
    expect(losses[losses.length - 1]).toBeLessThan(losses[0]);
    const predicted = (await readLabelmaps(page)).find(({ label }) => label === 'Few-shot: T1 axial');
    expect(predicted?.slices.length).toBeGreaterThan(0);

    const engines = () => page.workers().filter((worker) => worker.url().includes('few-shot-worker'));
    expect(engines().length).toBe(1);
    await page.locator('[data-cy="return-to-work-list"]').click();
    await page.waitForURL((url) => !url.pathname.includes('few-shot-segment'));
    // Ending the Worker frees its device; the engine's own tests check that it frees its tensors first.
    for (let i = 0; i < 100 && engines().length > 0; i++) await page.waitForTimeout(200);
    expect(engines()).toEqual([]);
  });
});
