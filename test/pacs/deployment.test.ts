import type { Browser, Page } from 'playwright-core';
import { brainImageFile } from '../../demo/study/brainImageFile';
import { brainImages, brainSeries, brainStudy } from '../../demo/study/brainSeries';
import { ventriclesSegmentation } from '../../demo/study/ventriclesSegmentation';
import { screenshotPath } from '../browser/figures';
import { loadReferenceVentricles } from '../reference/ventricles';
import { reader, startDeployment, type Deployment } from '../support/deployment';
import { pageOptions } from '../support/startViewer';
import { storeInstances } from '../support/storeInstances';
import { launchChromium } from '../support/viewer/launchChromium';
import { openSegmentation } from '../support/viewer/openSegmentation';
import { openSeries } from '../support/viewer/openSeries';
import { openStudy } from '../support/viewer/openStudy';
import { panelControl } from '../support/viewer/panelControl';
import { waitUntilPredicted } from '../support/viewer/waitUntilPredicted';

jest.setTimeout(400_000);

/** Small and short: the masks need not be accurate, but must arrive complete. */
const SHORT = { size: 48, width: 8, generatorSteps: 3, segmenterSteps: 40 };

interface SignedInWindow {
  services: { userAuthenticationService: { setServiceImplementation(implementation: object): void } };
}

describe('the deployment of docs/deploy.md', () => {
  let deployment: Deployment;
  let browser: Browser;
  let page: Page;
  const violations: string[] = [];

  /** The series of masks in Orthanc, asked directly. */
  async function storedSeries(): Promise<string[]> {
    const { orthanc } = deployment;
    const url = `${orthanc.dicomWebUrl}/studies/${brainStudy.uid}/series?Modality=SEG&includefield=0008103E`;
    const answer = await fetch(url, { headers: { Authorization: orthanc.authorization } });
    const series = (await answer.json()) as Record<string, { Value?: string[] }>[];
    return series.map((one) => one['0008103E']?.Value?.[0] ?? '').sort();
  }

  beforeAll(async () => {
    deployment = await startDeployment();
    const { t1, mask } = await loadReferenceVentricles();
    const [axial, coronal] = brainSeries.map((series) => brainImages(t1, series));
    const images = [...axial, ...coronal.slice(50, 62)].map((image) => brainImageFile(t1, image));
    const account = Buffer.from(`${reader.username}:${reader.password}`).toString('base64');
    const files = [...images, ventriclesSegmentation(t1, mask)];
    const answer = await storeInstances(`${deployment.url}dicom-web`, files, `Basic ${account}`);
    expect(answer.status).toBe(200);
    browser = await launchChromium();
    const context = await browser.newContext({ ...pageOptions(), httpCredentials: reader });
    page = await context.newPage();
    await page.exposeFunction('noteViolation', (text: string) => void violations.push(text));
    await page.addInitScript(() => {
      const { noteViolation } = window as unknown as { noteViolation(text: string): void };
      document.addEventListener('securitypolicyviolation', (event) =>
        noteViolation(
          `${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        ),
      );
    });
  });

  afterAll(async () => {
    await browser?.close();
    await deployment?.stop();
  });

  it('lets nobody in without a password, and shows nothing of the archive but DICOMweb', async () => {
    const { url, orthanc } = deployment;
    const headers = {
      Authorization: `Basic ${Buffer.from(`${reader.username}:${reader.password}`).toString('base64')}`,
    };
    const ask = async (path: string, init?: RequestInit) => (await fetch(new URL(path, url), init)).status;
    expect(await ask('/')).toBe(401);
    expect(await ask('/dicom-web/studies')).toBe(401);
    expect((await fetch(`${orthanc.dicomWebUrl}/studies`)).status).toBe(401);
    expect(await ask('/dicom-web/studies', { headers })).toBe(200);
    const study = `/dicom-web/studies/${brainStudy.uid}`;
    expect(await ask(study, { headers, method: 'DELETE' })).toBe(403);
    // Orthanc's own routes lead to the viewer's page.
    for (const path of ['/instances', '/dicom-web/../instances', '/dicom-web/%2e%2e/instances']) {
      const answer = await fetch(new URL(path, url), { headers });
      expect(await answer.text()).toContain('<title>OHIF');
    }
    expect(await ask('/plugins/few-shot-segment/absent.js', { headers })).toBe(404);
  });

  it('trains with threads and stores, and the browser reports no violation of the policy', async () => {
    const { url } = deployment;
    await openStudy(page, url, { studyUID: brainStudy.uid, backend: 'wasm', overrides: SHORT });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await openSeries(page, 'T1 axial');
    await openSegmentation(page, 'Ventricles, example masks');
    await panelControl(page, 'example-4').waitFor();
    // A later test loads its images.
    await panelControl(page, 'series-2-enabled').uncheck();
    await panelControl(page, 'train').click();
    await waitUntilPredicted(page, 240_000);
    expect(await panelControl(page, 'backend').first().innerText()).toMatch(/WASM, [2-9]\d* threads/);
    await panelControl(page, 'store').click();
    await page.locator('[data-cy^="few-shot-series-"][data-stored="stored"]').waitFor({ timeout: 60_000 });
    await page.screenshot({ path: screenshotPath('deployed') });
    expect(await storedSeries()).toEqual(['Few-shot: T1 axial', 'Ventricles, example masks']);
    expect(violations).toEqual([]);
    expect(deployment.requests().filter((line) => /^5/.test(line))).toEqual([]);
  });

  describe('with tokens that end', () => {
    /** Has nginx take this token for DICOMweb instead of a password. */
    const demand = (token: string) =>
      deployment.reconfigure((configuration) =>
        configuration.replace(
          'limit_except GET POST { deny all; }',
          `auth_basic off; if ($http_authorization != "Bearer ${token}") { return 401; }`,
        ),
      );
    /** What a sign-in service does when it has a new token. */
    const renew = (token: string) =>
      page.evaluate((value) => {
        const { userAuthenticationService } = (window as unknown as SignedInWindow).services;
        userAuthenticationService.setServiceImplementation({
          getAuthorizationHeader: () => ({ Authorization: `Bearer ${value}` }),
        });
      }, token);
    const refused = () => deployment.requests().filter((line) => /^401 GET .*\/frames/.test(line));
    const messages = () => page.locator('[data-cy="few-shot-message"]');

    it('a token that ends while a training runs is no reason to lose anything', async () => {
      await demand('first');
      await renew('first');
      await panelControl(page, 'series-2-enabled').check();
      await panelControl(page, 'train').click();
      await page.locator('[data-cy="few-shot-report"][data-phase="running"]').waitFor();
      await demand('second');
      while (refused().length === 0) await page.waitForTimeout(20);
      await renew('second');
      await waitUntilPredicted(page, 240_000);
      await panelControl(page, 'store').click();
      await page.locator('[data-cy="few-shot-series-2"][data-stored="stored"]').waitFor({ timeout: 60_000 });
      expect(await storedSeries()).toContain('Few-shot: T1 coronal');
    });

    it('a sign-in that ends for good is explained, and storing goes on after the next one', async () => {
      await demand('third');
      await page.keyboard.press('j');
      await page.keyboard.press('y');
      await panelControl(page, 'store').click();
      await messages()
        .filter({ hasText: /sign in again .* masks are kept/ })
        .first()
        .waitFor();
      await page.screenshot({ path: screenshotPath('signed-out') });
      await renew('third');
      await panelControl(page, 'store').click();
      await messages()
        .filter({ hasText: /now has version 2/ })
        .waitFor({ timeout: 60_000 });
    });
  });

  it("needs 'wasm-unsafe-eval' alone; 'unsafe-eval' is OHIF's, and blob: allows threads", async () => {
    await deployment.reconfigure((configuration) =>
      configuration
        .replace("'unsafe-eval' blob: ", '')
        .replace("worker-src 'self' blob:", "worker-src 'self'"),
    );
    // The Worker's script was answered with the policy of before.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Network.clearBrowserCache');
    await openStudy(page, deployment.url, { studyUID: brainStudy.uid, backend: 'wasm', overrides: SHORT });
    // The work of before is restored.
    await panelControl(page, 'example-4').waitFor();
    await panelControl(page, 'train').click();
    await waitUntilPredicted(page, 240_000);
    expect(await panelControl(page, 'backend').first().innerText()).toMatch(
      /WASM, 1 thread \(the page's Content-Security-Policy forbids more\)/,
    );
    expect(violations.filter((text) => text.includes('/plugins/'))).toEqual([]);
  });
});
