import type { Browser } from 'playwright-core';
import type { IsolatedPage } from '../support/isolatedPage';
import { openIsolatedPage } from '../support/isolatedPage';
import { launchChromium } from '../support/viewer/launchChromium';
import type { ThreadsReport } from './threadsWorker';

jest.setTimeout(180_000);

describe('WASM kernels in Chromium', () => {
  let browser: Browser;
  let isolated: IsolatedPage;

  beforeAll(async () => {
    browser = await launchChromium();
    isolated = await openIsolatedPage(browser, 'test/browser/threadsWorker.ts');
  });

  afterAll(async () => {
    await isolated?.close();
    await browser?.close();
  });

  // Three threads on two cores: helper threads are interrupted at any point.
  it.each([1, 2, 3])('compute what the plain CPU kernels compute, with %d threads', async (threads) => {
    const { page, workerUrl, wasmUrl } = isolated;
    const report = await page.evaluate(
      ({ workerUrl: url, ...message }) =>
        new Promise<ThreadsReport>((resolve, reject) => {
          const worker = new Worker(url);
          worker.onmessage = ({ data }) => {
            resolve(data as ThreadsReport);
            worker.terminate();
          };
          worker.onerror = ({ message: text }) => reject(new Error(text));
          worker.postMessage(message);
        }),
      { workerUrl, wasmUrl, threads, rounds: 3 },
    );
    expect(report.wrong).toEqual([]);
    expect(report.cases).toBeGreaterThan(300);
    expect(report.label).toContain(threads === 1 ? '1 thread' : `${threads} threads`);
    expect(report.label).toContain('fused multiply-add');
  });
});
