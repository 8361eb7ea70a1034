import { openIsolatedPage } from '../../../test/support/isolatedPage';
import { launchChromium } from '../../../test/support/viewer/launchChromium';
import type { BenchMessage, BenchRequest } from '../browser/worker';
import type { BenchPlan, BenchRow } from '../core/BenchRow';
import type { BenchListener } from '../runBench';

/**
 * Runs the benchmark in a Worker of a new Chromium, cross-origin isolated so that WASM can use threads.
 *
 * @param flags flags for Chromium, which runs WebGPU in software by default
 */
export async function runInChromium(
  plan: BenchPlan,
  flags: readonly string[],
  { say }: BenchListener,
): Promise<BenchRow[]> {
  const browser = await launchChromium([...flags]);
  try {
    const { page, workerUrl, wasmUrl, close } = await openIsolatedPage(
      browser,
      'research/bench/browser/worker.ts',
    );
    // tsx names inner functions with a helper that does not exist in the page.
    await page.evaluate('globalThis.__name = (value) => value');
    await page.exposeFunction('say', say);
    const request: BenchRequest = { plan, wasmUrl };
    const answer = await page.evaluate(
      ({ url, message }) =>
        new Promise<BenchMessage>((resolve) => {
          const worker = new Worker(url);
          worker.onmessage = ({ data }: MessageEvent<BenchMessage>) => {
            if ('say' in data) (globalThis as unknown as { say(text: string): void }).say(data.say);
            else resolve(data);
          };
          worker.onerror = (event) => resolve({ error: event.message });
          worker.postMessage(message);
        }),
      { url: workerUrl, message: request },
    );
    await close();
    if ('rows' in answer) return answer.rows;
    throw new Error('error' in answer ? answer.error : 'The Worker ended without rows.');
  } finally {
    await browser.close();
  }
}
