import type { Page } from 'playwright-core';
import { brainImageFile } from '../../demo/study/brainImageFile';
import { brainImages, brainSeries, brainStudy } from '../../demo/study/brainSeries';
import {
  exampleInstanceNumbers,
  ventriclesContent,
  ventriclesSegmentation,
} from '../../demo/study/ventriclesSegmentation';
import type { SegContent } from '../../src/dicom/SegContent';
import { LABEL_MAP_SEGMENTATION_STORAGE } from '../../src/dicom/sopClasses';
import { writeSeg } from '../../src/dicom/writeSeg';
import { writeStructureSet } from '../../src/dicom/writeStructureSet';
import { loadReferenceVentricles } from '../reference/ventricles';
import { dciodvfy, hasDciodvfy } from '../support/dciodvfy';
import { dicomwebClient } from '../support/dicomwebClient';
import type { Orthanc } from '../support/orthanc';
import { startOrthanc } from '../support/orthanc';
import { readSeg } from '../support/readSeg';
import type { StartedViewer } from '../support/startViewer';
import { pageOptions, startViewer } from '../support/startViewer';
import { storeInstances } from '../support/storeInstances';
import { temporaryFolder } from '../support/temporaryFolder';
import { openSegmentation } from '../support/viewer/openSegmentation';
import { openSeries } from '../support/viewer/openSeries';
import { openStudy } from '../support/viewer/openStudy';
import { panelControl } from '../support/viewer/panelControl';
import { readLabelmaps, type LabelmapSlice } from '../support/viewer/readLabelmaps';
import { waitUntilPredicted } from '../support/viewer/waitUntilPredicted';
import { screenshotPath } from './figures';

jest.setTimeout(400_000);

/** Small and short: the masks need not be accurate, but must arrive complete. */
const SHORT = { size: 48, width: 8, generatorSteps: 3, segmenterSteps: 40 };
/**
 * What other software may have stored, which OHIF does not take as masks, by Series Description. One of the
 * images has a mask of the opened SEG already.
 */
const OTHERS = {
  'Ventricles, plan': { image: [35, 36], write: writeStructureSet },
  'Ventricles, fractions': {
    image: [33, 34],
    write: (content: SegContent) => writeSeg(content, 'fractional'),
  },
};
const value = (attribute: { Value?: unknown[] } | undefined) => attribute?.Value?.[0];

/** Takes them over as examples, and compares the viewer's labelmaps with the reference, pixel by pixel. */
async function useOthers(page: Page): Promise<void> {
  const reference = await loadReferenceVentricles();
  const listed = page.locator('[data-cy="few-shot-study-masks"] li');
  const message = panelControl(page, 'message').last();
  await listed.filter({ hasText: 'example masks' }).filter({ hasText: 'In the viewer' }).waitFor();
  for (const [name, { image: marked }] of Object.entries(OTHERS)) {
    await listed.filter({ hasText: name }).getByRole('button', { name: 'Use as examples' }).click();
    await message.filter({ hasText: `The masks of “${name}” are examples now` }).waitFor();
    const found = (await readLabelmaps(page)).find(({ label }) => label === name);
    expect(found?.segments.map((segment) => segment.name)).toEqual(['Lateral ventricles']);
    const free = marked.filter((number) => !exampleInstanceNumbers.includes(number));
    const read = found?.slices.map(({ position, values }) => ({
      number: reference.byPosition('T1 axial', position).instanceNumber,
      values: Buffer.from(values),
    }));
    const wanted = free.map((number) => ({
      number,
      values: Buffer.from(reference.byInstanceNumber('T1 axial', number).labelmap),
    }));
    expect(read?.sort((a, b) => a.number - b.number)).toEqual(wanted);
  }
  await stepBackAndForth(page);
  await page.screenshot({ path: screenshotPath('orthanc-masks') });
  expect(await page.getByText('7 of 7 included').count()).toBe(1);
  expect(await panelControl(page, 'train').isEnabled()).toBe(true);
}

/** Opens a stored result by its link in a browser that knows nothing of it: unjudged masks are proposed. */
async function reviewElsewhere({ page, url }: StartedViewer, review: string, slices: LabelmapSlice[]) {
  const other = await page.context().browser()?.newPage(pageOptions());
  if (!other) throw new Error('There is no browser.');
  await openStudy(other, url, { studyUID: brainStudy.uid, backend: 'wasm', review });
  await panelControl(other, 'message').filter({ hasText: 'These masks are proposals' }).waitFor();
  const proposed = (await readLabelmaps(other)).find(({ label }) => label === 'Few-shot: T1 axial');
  const byUid = (all: readonly LabelmapSlice[]) =>
    new Map(all.map(({ sopInstanceUID, values }) => [sopInstanceUID, Buffer.from(values)]));
  expect(byUid(proposed?.slices ?? [])).toEqual(byUid(slices));
  // The seven examples, and the mask that was accepted.
  expect(await other.locator('[data-cy="few-shot-review-progress"]').innerText()).toMatch(/^8 of \d+ good/);
  await other.screenshot({ path: screenshotPath('orthanc-review') });
  await other.close();
}

/** Undoes and repeats both take-overs in the viewer. */
async function stepBackAndForth(page: Page): Promise<void> {
  const taken = await readLabelmaps(page);
  const listed = page.locator('[data-cy="few-shot-study-masks"] li');
  for (const undone of [0, 1]) {
    await page.keyboard.press('Control+z');
    await listed.filter({ hasText: 'Use as examples' }).nth(undone).waitFor();
  }
  expect((await readLabelmaps(page)).filter(({ label }) => label in OTHERS)).toEqual([]);
  for (const used of [1, 2]) {
    await page.keyboard.press('Control+y');
    await listed.filter({ hasText: 'In the viewer' }).nth(used).waitFor();
  }
  const again = await readLabelmaps(page);
  expect(again).toHaveLength(taken.length);
  expect(again).toEqual(expect.arrayContaining(taken));
}

describe('the main job with Orthanc as the archive', () => {
  const data = temporaryFolder();
  let orthanc: Orthanc;
  let viewer: StartedViewer;

  beforeAll(async () => {
    orthanc = await startOrthanc();
    const { t1, mask } = await loadReferenceVentricles();
    const images = brainImages(t1, brainSeries[0]).map((image) => brainImageFile(t1, image));
    const others = Object.entries(OTHERS).map(([name, { image: marked, write }]) =>
      write(ventriclesContent(t1, mask, marked, name)),
    );
    const answer = await storeInstances(`${orthanc.dicomWebUrl}`, [
      ...images,
      ventriclesSegmentation(t1, mask),
      ...others.map(({ bytes }) => new Uint8Array(bytes)),
    ]);
    expect(answer.status).toBe(200);
    viewer = await startViewer({ data, options: ['--pacs', orthanc.dicomWebUrl] });
  });

  afterAll(async () => {
    await viewer?.stop();
    await orthanc?.stop();
  });

  it('the SEG arrives, Orthanc lists it, and another client reads the same voxels', async () => {
    const { page, url } = viewer;
    await openStudy(page, url, { studyDescription: 'Brain T1', backend: 'wasm', overrides: SHORT });
    await openSeries(page, 'T1 axial');
    await openSegmentation(page, 'Ventricles, example masks');
    await panelControl(page, 'example-4').waitFor();
    await useOthers(page);
    await panelControl(page, 'train').click();
    await waitUntilPredicted(page, 240_000);
    const predicted = (await readLabelmaps(page)).find(({ label }) => label === 'Few-shot: T1 axial');
    expect(predicted?.slices.length).toBeGreaterThan(4);
    await panelControl(page, 'store').click();
    await page.locator('[data-cy^="few-shot-series-"][data-stored="stored"]').waitFor({ timeout: 60_000 });
    await page.screenshot({ path: screenshotPath('orthanc-stored') });

    const client = dicomwebClient(orthanc.dicomWebUrl);
    const series = await client.searchForSeries({
      studyInstanceUID: brainStudy.uid,
      queryParams: { Modality: 'SEG', includefield: '0008103E' },
    });
    const ours = series.find((entry) => value(entry['0008103E']) === 'Few-shot: T1 axial');
    expect(ours).toBeDefined();
    const place = {
      studyInstanceUID: brainStudy.uid,
      seriesInstanceUID: String(value(ours?.['0020000E'])),
    };
    const instances = await client.searchForInstances(place);
    expect(instances.length).toBe(1);
    const file = await client.retrieveInstance({
      ...place,
      sopInstanceUID: String(value(instances[0]['00080018'])),
    });
    if (hasDciodvfy) expect(dciodvfy(file)).toEqual([]);
    const { dataset, masks } = readSeg(file);
    expect(dataset.SOPClassUID).toBe('1.2.840.10008.5.1.4.1.1.66.4');
    expect(dataset.SegmentationType).toBe('BINARY');
    const stored = [...masks].filter(([, mask]) => mask.some((pixel) => pixel === 1));
    expect(stored.map(([uid]) => uid).sort()).toEqual(predicted?.slices.map((s) => s.sopInstanceUID).sort());
    for (const slice of predicted?.slices ?? []) {
      expect(Buffer.compare(masks.get(slice.sopInstanceUID) ?? new Uint8Array(), slice.values)).toBe(0);
    }

    // The same masks again: nothing. A judgement later: the next version of the series.
    const message = panelControl(page, 'message');
    await panelControl(page, 'store').click();
    await message.filter({ hasText: /exactly these masks already .* nothing new was stored/ }).waitFor();
    expect(await client.searchForInstances(place)).toHaveLength(1);
    expect(await panelControl(page, 'store-mode').locator('option:disabled').innerText()).toMatch(/^Replace/);
    await page.keyboard.press('j');
    await page.keyboard.press('y');
    await panelControl(page, 'store').click();
    await message.filter({ hasText: /now has version 2, and version 1 stays/ }).waitFor();
    const versions = await client.retrieveSeriesMetadata(place);
    expect(versions.map((one) => value(one['00200013'])).sort()).toEqual([1, 2]);

    await panelControl(page, 'volumes').check();
    await panelControl(page, 'store').click();
    await message.filter({ hasText: /nothing new was stored\. It has a report of the volumes\./ }).waitFor();
    // OHIF lists it.
    await page.getByText('Few-shot: T1 axial, volumes').waitFor();
    await panelControl(page, 'volumes').uncheck();
    for (const format of ['labelmap', 'fractional']) {
      await panelControl(page, 'format').selectOption(format);
      await panelControl(page, 'store').click();
      const title = { labelmap: 'DICOM SEG, label map', fractional: 'DICOM SEG, probabilities' }[format];
      await message.filter({ hasText: `in the archive, as ${title}` }).waitFor({ timeout: 60_000 });
    }
    const kinds = await client.searchForSeries({
      studyInstanceUID: brainStudy.uid,
      queryParams: { Modality: 'SEG', includefield: '0008103E' },
    });
    const results = kinds.filter((one) => value(one['0008103E']) === 'Few-shot: T1 axial');
    expect(results).toHaveLength(3);
    const objects = await Promise.all(
      results.map((one) =>
        client.searchForInstances({ ...place, seriesInstanceUID: String(value(one['0020000E'])) }),
      ),
    );
    const labelMap = objects.flat().find((one) => value(one['00080016']) === LABEL_MAP_SEGMENTATION_STORAGE);
    await reviewElsewhere(viewer, String(value(labelMap?.['00080018'])), predicted?.slices ?? []);
  });
});
