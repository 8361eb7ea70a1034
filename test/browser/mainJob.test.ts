import type { Page } from 'playwright-core';
import type { ReferencePlane, ReferenceVentricles } from '../reference/ventricles';
import { loadReferenceVentricles } from '../reference/ventricles';
import type { StartedViewer } from '../support/startViewer';
import { startViewer } from '../support/startViewer';
import { temporaryFolder } from '../support/temporaryFolder';
import type { LabelmapSlice, ReadSegmentation } from '../support/viewer/readLabelmaps';
import { openSegmentation } from '../support/viewer/openSegmentation';
import { openSeries } from '../support/viewer/openSeries';
import { openStudy } from '../support/viewer/openStudy';
import { paintStrokes } from '../support/viewer/paintStrokes';
import { panelControl } from '../support/viewer/panelControl';
import { readLabelmaps } from '../support/viewer/readLabelmaps';
import { selectBrush } from '../support/viewer/selectBrush';
import { showImage } from '../support/viewer/showImage';
import { waitForChange } from '../support/viewer/waitForChange';
import { waitForPanel } from '../support/viewer/waitForPanel';
import { waitUntilPredicted } from '../support/viewer/waitUntilPredicted';
import { reportFigures, round, screenshotPath } from './figures';
import { dice, meanDiceOn, sliceOn, strayShare, voxelHashes, worstOn } from './measures';
import { ownLongTasks, watchMainThread } from './mainThread';
import { strokesFor } from './painting';

jest.setTimeout(600_000);

/**
 * Instance number of the hand-painted image. The example SEG has images 32, 35, 38 and 41; 38, beside it, is
 * excluded.
 */
const PAINTED = 37;
const EXCLUDED = 38;
const FROM_SEG = [32, 35, 41];
/** An image without a mask, and the preview on it while training. */
const PREVIEWED = 34;
/** How many images the reader corrects, and one that is accepted, before the model learns from them. */
const CORRECTIONS = 2;
const ACCEPTED = 36;
const PREVIEW = '[data-cy="few-shot-preview"]:not([hidden])';
const AXIAL_DONE = '[data-cy^="few-shot-series-"][data-label="T1 axial"][data-stage="done"]';
const SERIES = ['T1 axial', 'T1 coronal', 'T1 sagittal'] as const;

/**
 * The main job on WASM, as a reader does it: take three examples from a SEG, paint a fourth, train, get masks
 * on all three series, store, reload, and find the same voxels in the archive.
 */
describe('the main job on WASM', () => {
  const data = temporaryFolder();
  let viewer: StartedViewer;
  let reference: ReferenceVentricles;
  let before: ReadSegmentation[];

  beforeAll(async () => {
    reference = await loadReferenceVentricles();
    // The README's picture shows a larger screen than other tests need.
    viewer = await startViewer({ data }, { width: 1600, height: 1000 });
  });

  afterAll(() => viewer?.stop());

  const predictionOf = (all: ReadSegmentation[], series: string) => {
    const found = all.find(({ label }) => label === `Few-shot: ${series}`);
    if (!found)
      throw new Error(`No prediction for ${series} among ${all.map(({ label }) => label).join(', ')}`);
    return found;
  };

  /** Takes away what the machine drew, with strokes of a large eraser. */
  async function eraseAll(page: Page, { rows, columns }: ReferencePlane): Promise<void> {
    const radius = rows / 4;
    await selectBrush(page, radius);
    await panelControl(page, 'eraser').click();
    await paintStrokes(
      page,
      [radius, rows - radius].map((row) => [
        { row, column: radius },
        { row, column: columns - radius },
      ]),
    );
  }

  it('examples come from a SEG and from real strokes of the mouse', async () => {
    const { page, url } = viewer;
    await openStudy(page, url, { studyDescription: 'Brain T1', backend: 'wasm' });
    await openSeries(page, 'T1 axial');
    await openSegmentation(page, 'Ventricles, example masks');
    await showImage(page, PAINTED - 1);
    await selectBrush(page, 1);
    const plane = reference.byInstanceNumber('T1 axial', PAINTED);
    await paintStrokes(page, strokesFor(plane));
    await page.locator('[data-cy^="few-shot-example-"][data-cy$="-include"]').nth(4).waitFor();

    const [drawn] = await readLabelmaps(page);
    const painted = dice(sliceOn(plane, drawn.slices), plane.labelmap);
    reportFigures('main-job-painting', { paintedDice: round(painted) });
    await page.getByLabel(new RegExp(`^Include .*image ${EXCLUDED}\\b`)).uncheck();
    await page.screenshot({ path: screenshotPath('main-1-examples') });
    expect(painted).toBeGreaterThan(0.8);
  });

  it('trains and puts masks on every image of the three series', async () => {
    const { page } = viewer;
    before = await readLabelmaps(page);
    await watchMainThread(page);
    await page.getByText('Fast', { exact: true }).click();
    // An image without a mask, on which the preview will lie.
    await showImage(page, PREVIEWED - 1);
    const start = Date.now();
    await panelControl(page, 'train').click();
    await waitForPanel(page, PREVIEW, 120_000);
    const previewSeconds = (Date.now() - start) / 1000;
    await waitForPanel(page, '[data-cy="few-shot-pairs"] canvas', 120_000);
    await page.screenshot({ path: screenshotPath('main-2-training') });
    // It goes when the reader scrolls to an image with a mask, and comes where there is none.
    await showImage(page, PAINTED - 1);
    expect(await page.locator(PREVIEW).count()).toBe(0);
    await showImage(page, PREVIEWED - 2);
    await waitForPanel(page, PREVIEW, 60_000);
    await waitForPanel(page, AXIAL_DONE, 300_000);
    const axialSeconds = (Date.now() - start) / 1000;
    await waitUntilPredicted(page, 180_000);
    const allSeconds = (Date.now() - start) / 1000;
    expect(await page.locator(PREVIEW).count()).toBe(0);
    await page.screenshot({ path: screenshotPath('main-3-result') });

    const tasks = await ownLongTasks(page);
    const longest = (training: boolean) =>
      round(
        Math.max(0, ...tasks.filter(({ phase }) => (phase !== 'idle') === training).map(({ ms }) => ms)),
        1,
      );
    const after = await readLabelmaps(page);
    const drawn = [PAINTED, ...FROM_SEG];
    const axial = meanDiceOn(reference.series('T1 axial'), predictionOf(after, 'T1 axial').slices, drawn);
    const coronal = meanDiceOn(reference.series('T1 coronal'), predictionOf(after, 'T1 coronal').slices);
    const sagittal = meanDiceOn(reference.series('T1 sagittal'), predictionOf(after, 'T1 sagittal').slices);
    const stray = strayShare(
      reference.series('T1 axial'),
      predictionOf(after, 'T1 axial').slices,
      reference.bounds,
      10,
    );
    reportFigures('main-job', {
      backend: await panelControl(page, 'backend').first().innerText(),
      previewSeconds: round(previewSeconds, 1),
      previewShare: round(previewSeconds / axialSeconds, 3),
      axialSeconds: round(axialSeconds, 1),
      allSeconds: round(allSeconds, 1),
      axial,
      coronal,
      sagittal,
      stray: round(stray, 5),
      longestOwnTaskMs: { training: longest(true), predicting: longest(false) },
    });
    // Drawn masks are never changed by predictions.
    const drawnBefore = before.map(({ segmentationId, slices }) => ({
      segmentationId,
      voxels: voxelHashes(slices),
    }));
    const drawnAfter = after
      .filter(({ segmentationId }) => drawnBefore.some((one) => one.segmentationId === segmentationId))
      .map(({ segmentationId, slices }) => ({ segmentationId, voxels: voxelHashes(slices) }));
    expect(drawnAfter).toEqual(drawnBefore);
    // Measured 0.85 alone and 0.81 beside other programs, which decide how many steps fit in a minute.
    expect(axial.mean).toBeGreaterThanOrEqual(0.8);
    expect(stray).toBeLessThan(0.01);
    expect(coronal.mean).toBeGreaterThanOrEqual(0.45);
    expect(sagittal.mean).toBeGreaterThanOrEqual(0.45);
    expect(axialSeconds).toBeLessThan(240);
    // While masks arrive, the viewer renders them within our call, which takes most of the time in software
    // WebGL.
    expect(longest(true)).toBeLessThan(100);
    // Adding a segmentation and showing it are single calls of the viewer, some 30 to 70 ms each.
    expect(longest(false)).toBeLessThan(150);
  });

  it('shows the masks on the other series, too', async () => {
    const { page } = viewer;
    for (const [series, image] of [
      ['T1 coronal', 44],
      ['T1 sagittal', 36],
    ] as const) {
      await openSeries(page, series);
      await showImage(page, image);
      await page.screenshot({ path: screenshotPath(`main-4-${series.slice(3)}`) });
    }
    // The README's picture: an image without a drawn mask.
    await openSeries(page, 'T1 axial');
    await showImage(page, 33);
    const picture = screenshotPath('screenshot').replace('.png', '.jpg');
    await page.screenshot({ path: picture, type: 'jpeg', quality: 80 });
  });

  it('learns from corrections: keeps what was judged, and can take the round back', async () => {
    const { page } = viewer;
    const axial = async () => predictionOf(await readLabelmaps(page), 'T1 axial').slices;
    const known = [PAINTED, ...FROM_SEG, ACCEPTED];
    const corrected = worstOn(reference.series('T1 axial'), await axial(), known).slice(0, CORRECTIONS);
    for (const image of corrected) {
      const plane = reference.byInstanceNumber('T1 axial', image);
      await showImage(page, image - 1);
      await eraseAll(page, plane);
      await selectBrush(page, 1);
      await paintStrokes(page, strokesFor(plane));
      await panelControl(page, 'mark').filter({ hasText: 'corrected' }).waitFor();
    }
    await showImage(page, ACCEPTED - 1);
    // Its row in the list may be out of view.
    const progress = page.locator('[data-cy="few-shot-review-progress"]');
    const good = Number.parseInt(await progress.innerText(), 10);
    await page.keyboard.press('y');
    await progress.filter({ hasText: new RegExp(`^${good + 1} of `) }).waitFor();
    const judged = [ACCEPTED, ...corrected].map(
      (image) => reference.byInstanceNumber('T1 axial', image).position,
    );
    const of = (slices: readonly LabelmapSlice[], judgedOnes: boolean) =>
      voxelHashes(
        slices.filter(
          ({ position }) => judged.some((one) => Math.abs(one[2] - position[2]) < 0.01) === judgedOnes,
        ),
      );
    const earlier = await axial();
    const start = Date.now();
    await panelControl(page, 'refine').click();
    await waitForChange(page, 'Few-shot: T1 axial');
    const firstSeconds = (Date.now() - start) / 1000;
    await waitForPanel(page, AXIAL_DONE, 120_000);
    const axialSeconds = (Date.now() - start) / 1000;
    await waitUntilPredicted(page, 120_000);
    await page.screenshot({ path: screenshotPath('main-4-refined') });
    const refined = await axial();
    const [first, second] = [earlier, refined].map((slices) =>
      meanDiceOn(reference.series('T1 axial'), slices, [...known, ...corrected]),
    );
    reportFigures('main-job-refined', {
      firstSeconds: round(firstSeconds, 1),
      axialSeconds: round(axialSeconds, 1),
      axialBefore: first,
      axialAfter: second,
    });
    expect(of(refined, true)).toEqual(of(earlier, true));
    expect(of(refined, false)).not.toEqual(of(earlier, false));
    // Painted as roughly as here, two masks more do not improve what is right already.
    expect(second.mean).toBeGreaterThanOrEqual(0.8);
    await panelControl(page, 'revert-round').click();
    await panelControl(page, 'last-round').waitFor({ state: 'detached' });
    // The masks are written in short tasks.
    await page.waitForTimeout(1000);
    expect(voxelHashes(await axial())).toEqual(voxelHashes(earlier));
  });

  it('stores a SEG for each series, and finds the same voxels after a reload', async () => {
    const { page, url } = viewer;
    const shown = await readLabelmaps(page);
    await panelControl(page, 'store').click();
    const stored = page.locator('[data-cy^="few-shot-series-"][data-stored="stored"]');
    await stored.nth(2).waitFor({ timeout: 60_000 });
    await page.screenshot({ path: screenshotPath('main-5-stored') });
    await openStudy(page, url, { studyDescription: 'Brain T1', backend: 'wasm' });
    // The browser has kept everything as well; without it, the archive's masks are read alone.
    await panelControl(page, 'restored').waitFor({ timeout: 60_000 });
    const restored = await readLabelmaps(page);
    for (const series of SERIES) {
      expect(voxelHashes(predictionOf(restored, series).slices)).toEqual(
        voxelHashes(predictionOf(shown, series).slices),
      );
    }
    await panelControl(page, 'start-afresh').click();
    await panelControl(page, 'start-afresh-confirm').click();
    await panelControl(page, 'examples-empty').waitFor();
    for (const series of SERIES) {
      await openSeries(page, series);
      await openSegmentation(page, `Few-shot: ${series}`);
      const loaded = predictionOf(await readLabelmaps(page), series);
      const expected = predictionOf(shown, series);
      expect(voxelHashes(loaded.slices)).toEqual(voxelHashes(expected.slices));
      expect(loaded.segments.map(({ name }) => name)).toEqual(['Lateral ventricles']);
    }
    await page.screenshot({ path: screenshotPath('main-6-reloaded') });
  });
});
