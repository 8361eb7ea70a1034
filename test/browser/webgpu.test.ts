import type { StartedViewer } from '../support/startViewer';
import { startViewer } from '../support/startViewer';
import { temporaryFolder } from '../support/temporaryFolder';
import { openSegmentation } from '../support/viewer/openSegmentation';
import { openSeries } from '../support/viewer/openSeries';
import { openStudy } from '../support/viewer/openStudy';
import { panelControl } from '../support/viewer/panelControl';
import { readLabelmaps } from '../support/viewer/readLabelmaps';
import { waitForPanel } from '../support/viewer/waitForPanel';
import { reportFigures, screenshotPath } from './figures';

jest.setTimeout(400_000);

/** As small as possible: software WebGPU is hundreds of times slower than a GPU. */
const SMALL = { size: 32, width: 4, generatorSteps: 2, segmenterSteps: 6 };

describe('the main job on software WebGPU', () => {
  const data = temporaryFolder();
  let viewer: StartedViewer;

  beforeAll(async () => {
    viewer = await startViewer({ data });
  });

  afterAll(() => viewer?.stop());

  it('trains with falling loss, writes masks, and gives the device back', async () => {
    const { page, url } = viewer;
    await openStudy(page, url, { studyDescription: 'Brain T1', backend: 'webgpu', overrides: SMALL });
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
    await waitForPanel(page, '[data-cy^="few-shot-series-"][data-stage="predicting"]', 240_000);
    const trainSeconds = (Date.now() - start) / 1000;
    await page.waitForFunction(
      () =>
        Number(
          document.querySelector('[data-cy="few-shot-prediction-progress"]')?.getAttribute('value') ?? 0,
        ) > 2,
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
