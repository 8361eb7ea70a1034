import type { Page } from 'playwright-core';

interface AttributedFrame {
  scripts: { sourceURL: string; duration: number }[];
}

/** Starts to watch the main thread for long tasks of the plugin's own scripts (Long Animation Frames API). */
export async function watchMainThread(page: Page): Promise<void> {
  await page.evaluate(() => {
    const store = window as unknown as { longTasks: number[] };
    store.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        for (const script of (entry as unknown as AttributedFrame).scripts) {
          if (script.sourceURL.includes('few-shot')) store.longTasks.push(script.duration);
        }
      }
    }).observe({ type: 'long-animation-frame' });
  });
}

/** Durations (ms) of the plugin's scripts in frames that took over 50 ms, since {@link watchMainThread}. */
export function ownLongTasks(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
}
