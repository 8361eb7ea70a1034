import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { seededRandom } from '../../src/data/random';
import { makeInstance } from '../support/makeInstance';
import type { StartedViewer } from '../support/startViewer';
import { PAGE, pageOptions, startViewer } from '../support/startViewer';
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
import { timeKey } from '../support/viewer/timeKey';
import { waitForImages } from '../support/viewer/waitForImages';
import { waitUntilPredicted } from '../support/viewer/waitUntilPredicted';
import { reportFigures, round, screenshotPath } from './figures';

jest.setTimeout(300_000);

const SIZE = 64;
const IMAGES = 20;
const SERIES = 'Ball';
const SMALL = { size: 32, width: 6, generatorSteps: 0, segmenterSteps: 120 };
/** Positions of the drawn images; the ball is on images 2 to 16. */
const DRAWN = [5, 9, 13];

/** Radius of a bright ball on an image, pixels. */
const radiusOn = (image: number) => Math.sqrt(Math.max(0, 16 ** 2 - (2 * (image - 9)) ** 2));
const CENTRE = { row: 30, column: 34 };

function instance(image: number): Uint8Array {
  const random = seededRandom(image + 1);
  const pixels = Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const away = Math.hypot(Math.floor(i / SIZE) - CENTRE.row, (i % SIZE) - CENTRE.column);
    return (away < radiusOn(image) ? 150 : 60) + 60 * random();
  });
  return makeInstance(`review/ball/${image}`, {
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.4',
    Modality: 'MR',
    StudyDescription: 'Review',
    SeriesDescription: SERIES,
    SeriesNumber: 3,
    InstanceNumber: image + 1,
    FrameOfReferenceUID: '1.2.3.5',
    ImagePositionPatient: [0, 0, 2 * image],
    ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
    PixelSpacing: [1, 1],
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: SIZE,
    Columns: SIZE,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    PixelRepresentation: 0,
    PixelData: pixels.buffer,
  });
}

/** The panel's violations of WCAG AA: the rule and the elements of each. */
async function violations(page: Page) {
  const size = page.viewportSize() ?? PAGE;
  // As high as the panel: controls that the bar at its end half covers would count as too small.
  await page.setViewportSize({ ...size, height: 2400 });
  const found = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .include('[data-cy="few-shot-panel"]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  await page.setViewportSize(size);
  return found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

describe('the review of predicted masks, by keys', () => {
  const data = temporaryFolder();
  let viewer: StartedViewer;

  beforeAll(async () => {
    viewer = await startViewer({ data, options: ['--no-demo'] });
    const all = Array.from({ length: IMAGES }, (_, image) => instance(image));
    expect((await storeInstances(new URL('dicomweb', viewer.url).href, all)).status).toBe(200);
    const { page, url } = viewer;
    await openStudy(page, url, { studyDescription: 'Review', backend: 'wasm', overrides: SMALL });
    await openSeries(page, SERIES);
    for (const image of DRAWN) {
      await showImage(page, image);
      await selectBrush(page, radiusOn(image));
      await paintStrokes(page, [[CENTRE, { ...CENTRE, column: CENTRE.column + 0.5 }]]);
    }
    await page.locator('[data-cy^="few-shot-example-"][data-cy$="-include"]').nth(2).waitFor();
  });

  afterAll(() => viewer?.stop());

  const badge = () => panelControl(viewer.page, 'mark');
  const rows = () => viewer.page.locator('[data-cy="few-shot-review"] li[data-image-key]');
  const progress = () => panelControl(viewer.page, 'review-progress').innerText();
  /** Clicks the place of an image on the strip beside the scrollbar. */
  async function clickStrip(image: number): Promise<void> {
    const box = await viewer.page.locator('[data-cy="few-shot-strip"]:visible').boundingBox();
    if (!box) throw new Error('There is no strip.');
    await viewer.page.mouse.click(box.x + 5, box.y + (box.height * (image + 0.5)) / IMAGES);
  }

  const keys = () => rows().evaluateAll((all) => all.map((row) => row.getAttribute('data-image-key')));

  it('suggests an image to draw, which a click shows', async () => {
    const { page } = viewer;
    await showImage(page, 0);
    const text = await panelControl(page, 'suggested').innerText();
    await panelControl(page, 'suggested-show').click();
    await panelControl(page, 'suggested').filter({ hasText: 'Draw on this image next' }).waitFor();
    // On either side of the drawn images, by their interval.
    expect(text).toMatch(/^Next: image (3|19), the structure may go on there\.$/);
    await page.screenshot({ path: screenshotPath('review-suggested') });
  });

  it('extends a drawn mask to the next images, and takes that back in one step', async () => {
    const { page } = viewer;
    await showImage(page, DRAWN[0]);
    await page.keyboard.press('f');
    const message = page.locator('[data-cy="few-shot-message"]');
    await message.filter({ hasText: 'Proposed on images 18, 17, 16, 14, 13, 12.' }).waitFor();
    await showImage(page, DRAWN[0] + 2);
    await badge().filter({ hasText: '◇ proposed' }).waitFor();
    await page.screenshot({ path: screenshotPath('review-extended') });
    const shown = (await readLabelmaps(page)).find(({ label }) => label === `Few-shot: ${SERIES}`);
    // The viewer lists the last position first.
    const image = IMAGES - 1 - (DRAWN[0] + 2);
    const slice = shown?.slices.find(({ position: [, , z] }) => z === 2 * image);
    const area = slice?.values.reduce((sum, value) => sum + value, 0) ?? 0;
    expect(area).toBeGreaterThan(0.75 * Math.PI * radiusOn(image) ** 2);
    await page.keyboard.press('Control+z');
    await badge().waitFor({ state: 'hidden' });
    expect(await rows().count()).toBe(0);
  });

  it('says of each image what its mask is, and judges it by keys', async () => {
    const { page } = viewer;
    await panelControl(page, 'train').click();
    await waitUntilPredicted(page, 240_000);
    await showImage(page, DRAWN[0]);
    await badge().filter({ hasText: '■ drawn' }).waitFor();
    await page.screenshot({ path: screenshotPath('review-drawn') });

    await page.keyboard.press('j');
    await badge()
      .filter({ hasText: /^◇ proposed, \d+ % sure$/ })
      .waitFor();
    const first = rows().first();
    expect(await first.locator('[aria-current="true"]').count()).toBe(1);
    await page.screenshot({ path: screenshotPath('review-proposed') });
    const [accepted] = await keys();
    await page.keyboard.press('y');
    await page.locator(`[data-image-key="${accepted}"][data-mark="accepted"]`).waitFor({ state: 'attached' });
    expect(await progress()).toMatch(/^1 of 17 /);
    await badge().filter({ hasText: 'proposed' }).waitFor();

    await page.keyboard.press('k');
    await badge().filter({ hasText: '✓ accepted' }).waitFor();
    await page.keyboard.press('x');
    await page.locator(`[data-image-key="${accepted}"][data-mark="rejected"]`).waitFor({ state: 'attached' });
    await page.keyboard.press('k');
    await badge().filter({ hasText: '✕ rejected' }).waitFor();
    await page.screenshot({ path: screenshotPath('review-rejected') });
    await page.keyboard.press('g');
    await badge().filter({ hasText: '■ drawn' }).waitFor();
  });

  it('lays the uncertainty over the image, where it follows zooming and scrolling', async () => {
    const { page } = viewer;
    const toggle = panelControl(page, 'uncertainty-toggle');
    const map = panelControl(page, 'uncertainty');
    await showImage(page, DRAWN[0] + 1);
    await page.keyboard.press('u');
    await map.waitFor();
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    // Undecided along the outline of the ball, and there only.
    const { rim, away } = await map.locator('canvas').evaluate(
      (canvas: HTMLCanvasElement, { row, column, radius }) => {
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const means = { rim: [0, 0], away: [0, 0] };
        for (let i = 0; i < canvas.width * canvas.height; i++) {
          const [y, x] = [Math.floor(i / canvas.width), i % canvas.width];
          const off = Math.abs(Math.hypot(y - row, x - column) - radius);
          const sum = off < 2 ? means.rim : off > 8 ? means.away : [0, 0];
          sum[0] += pixels[4 * i + 3];
          sum[1]++;
        }
        return { rim: means.rim[0] / means.rim[1], away: means.away[0] / means.away[1] };
      },
      { ...CENTRE, radius: radiusOn(IMAGES - 1 - (DRAWN[0] + 1)) },
    );
    expect(rim).toBeGreaterThan(3 * away);
    await page.screenshot({ path: screenshotPath('review-uncertainty') });

    const before = await map.locator('canvas').boundingBox();
    await page.keyboard.press('-');
    await page.waitForTimeout(300);
    const after = await map.locator('canvas').boundingBox();
    expect(after?.width).toBeLessThan((before?.width ?? 0) - 10);
    await page.keyboard.press('=');
    await showImage(page, DRAWN[0] + 2);
    await page.locator('[data-cy="few-shot-uncertainty-toggle"][data-state="on"]').waitFor();
    await map.waitFor();
    await toggle.click();
    await map.waitFor({ state: 'detached' });
    expect(await toggle.getAttribute('aria-pressed')).toBe('false');
  });

  it('accepts as many masks at once as it announces', async () => {
    const { page } = viewer;
    // Before that, how long a key takes; Y twice is accept and back.
    await page.keyboard.press('j');
    await badge().filter({ hasText: 'proposed' }).waitFor();
    const mark = '[data-cy="few-shot-mark"]';
    const next = await timeKey(page, 'j', mark);
    await badge().filter({ hasText: 'proposed' }).waitFor();
    const accept = await timeKey(page, 'y', mark);
    await page.keyboard.press('k');
    await badge().filter({ hasText: 'accepted' }).waitFor();
    const reopen = await timeKey(page, 'y', mark);
    await badge().filter({ hasText: 'proposed' }).waitFor();
    const milliseconds = { next: round(next, 0), accept: round(accept, 0), reopen: round(reopen, 0) };
    reportFigures('review-keys', { milliseconds });
    const announced = Number(/\d+/.exec(await panelControl(page, 'review-accept-sure').innerText())?.[0]);
    expect(announced).toBeGreaterThan(0);
    await page.keyboard.press('Shift+Y');
    await page.waitForFunction(
      (text) => document.querySelector('[data-cy="few-shot-review-progress"]')?.textContent?.startsWith(text),
      `${announced} of 17`,
    );
    await page.screenshot({ path: screenshotPath('review-accepted') });
  });

  it('shows an image by a click on its place beside the scrollbar', async () => {
    await clickStrip(13);
    await badge().filter({ hasText: '■ drawn' }).waitFor();
  });

  it('has marks, map and keys in a multiplanar view, on the images as they were taken', async () => {
    const { page } = viewer;
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const toggle = () =>
      page.evaluate(() => {
        const { commandsManager } = window as unknown as TestWindow;
        commandsManager.runCommand('toggleHangingProtocol', { protocolId: 'mpr' });
      });
    const marks = page.locator('[data-cy="few-shot-mark"]:visible');
    const message = page.locator('[data-cy="few-shot-message"]');
    await toggle();
    await page.locator('[data-viewportid="mpr-sagittal"] canvas').first().waitFor();
    await page.keyboard.press('k');
    // One of the three viewports has the plane of the images.
    await marks.filter({ hasText: /accepted|proposed|rejected/ }).waitFor();
    expect(await marks.count()).toBe(1);
    expect(await page.locator('[data-cy="few-shot-strip"]:visible').count()).toBe(1);
    await page.screenshot({ path: screenshotPath('review-mpr') });

    await page.keyboard.press('u');
    await panelControl(page, 'uncertainty').waitFor();
    await page.screenshot({ path: screenshotPath('review-mpr-uncertainty') });
    await page.keyboard.press('u');

    // The others cut across the images.
    await page.locator('[data-viewportid="mpr-sagittal"]').click();
    await page.keyboard.press('y');
    await message.filter({ hasText: 'This viewport cuts across the images' }).waitFor();
    await page.keyboard.press('u');
    await message.filter({ hasText: 'The map lies over images as they were taken' }).waitFor();
    await page.keyboard.press('u');
    await page.screenshot({ path: screenshotPath('review-mpr-across') });

    // A key leads back to the images, and a place on the strip is the image there.
    await page.keyboard.press('g');
    await marks.filter({ hasText: 'drawn' }).waitFor();
    await clickStrip(12);
    await marks.filter({ hasText: /accepted|proposed|rejected/ }).waitFor();
    await clickStrip(13);
    await marks.filter({ hasText: 'drawn' }).waitFor();
    await toggle();
    await page.locator('[data-viewportid="mpr-sagittal"]').waitFor({ state: 'detached' });
    await waitForImages(page);
    expect(errors).toEqual([]);
  });

  it('renames a segment to a coded name, and follows the viewer’s own list', async () => {
    const { page } = viewer;
    const shown = panelControl(page, 'segment-1-rename');
    const names = async () =>
      new Set((await readLabelmaps(page)).flatMap(({ segments }) => segments.map(({ name }) => name)));
    await shown.click();
    await page.keyboard.type('liver');
    await panelControl(page, 'segment-name-code').filter({ hasText: 'SCT 10200004' }).waitFor();
    await page.screenshot({ path: screenshotPath('review-rename') });
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await shown.filter({ hasText: 'liver' }).waitFor();
    expect(await names()).toEqual(new Set(['liver']));
    await page.evaluate(() => {
      const { segmentationService } = (window as unknown as TestWindow).services;
      const [{ segmentationId }] = segmentationService.getSegmentations();
      segmentationService.setSegmentLabel(segmentationId, 1, 'Tumour');
    });
    await shown.filter({ hasText: 'Tumour' }).waitFor();
    expect(await names()).toEqual(new Set(['Tumour']));
  });

  it('lists its keys in the viewer’s dialog', async () => {
    const { page } = viewer;
    await page.locator('button[aria-haspopup="menu"].mt-2').click();
    await page.getByText('Preferences', { exact: true }).click();
    await page.getByText('Few-shot accept mask').waitFor();
    await page.screenshot({ path: screenshotPath('review-hotkeys') });
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('has a panel without violations of WCAG AA', async () => {
    expect(await violations(viewer.page)).toEqual([]);
  });

  it('shows its tour once per browser, by keyboard, and again from the panel', async () => {
    const browser = viewer.page.context().browser();
    const page = await browser?.newPage(pageOptions());
    if (!page) throw new Error('There is no browser.');
    // A step takes the keys when it has the focus, a moment after it appears.
    const step = (title: string) =>
      page
        .locator('.shepherd-element:focus')
        .filter({ has: page.getByRole('heading', { name: title }) })
        .waitFor({ timeout: 60_000 });
    await page.goto(viewer.page.url());
    await step('Draw on a few images');
    await page.screenshot({ path: screenshotPath('tour') });
    for (const title of [
      'Train',
      'Masks on all images',
      'Review by keys',
      'Correct with a stroke',
      'Nothing',
    ]) {
      await page.keyboard.press('ArrowRight');
      await step(title);
    }
    await page.screenshot({ path: screenshotPath('tour-end') });
    await page.keyboard.press('ArrowRight');
    await page.locator('.shepherd-element:visible').waitFor({ state: 'hidden' });
    await page.reload();
    await panelControl(page, 'panel').waitFor();
    await waitForImages(page);
    expect(await page.locator('.shepherd-element:visible').count()).toBe(0);
    await panelControl(page, 'tour').click();
    await step('Draw on a few images');
    await page.getByRole('button', { name: 'Skip', exact: true }).click();
    await page.locator('.shepherd-element:visible').waitFor({ state: 'hidden' });
    await page.close();
  });
});
