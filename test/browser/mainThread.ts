import type { Page } from 'playwright-core';

/** A script of the plugin in a frame that took over 50 ms. */
export interface OwnTask {
  ms: number;
  /** The panel's phase when the frame was reported: `running` while training, `idle` while masks arrive. */
  phase: string;
}

interface AttributedFrame {
  scripts: { sourceURL: string; duration: number }[];
}

/** Starts to watch the main thread for long tasks of the plugin's own scripts (Long Animation Frames API). */
export async function watchMainThread(page: Page): Promise<void> {
  await page.evaluate(() => {
    const store = window as unknown as { longTasks: OwnTask[] };
    store.longTasks = [];
    new PerformanceObserver((list) => {
      const report = document.querySelector('[data-cy="few-shot-report"]');
      const phase = report?.getAttribute('data-phase') ?? 'idle';
      for (const entry of list.getEntries()) {
        for (const script of (entry as unknown as AttributedFrame).scripts) {
          if (script.sourceURL.includes('few-shot')) store.longTasks.push({ ms: script.duration, phase });
        }
      }
    }).observe({ type: 'long-animation-frame' });
  });
}

/** The plugin's scripts in frames that took over 50 ms, since {@link watchMainThread}. */
export function ownLongTasks(page: Page): Promise<OwnTask[]> {
  return page.evaluate(() => (window as unknown as { longTasks: OwnTask[] }).longTasks);
}
