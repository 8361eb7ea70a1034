import type { Page } from 'playwright-core';

/** Waits until neither training nor prediction is running; fails if the panel shows an error message. */
export async function waitUntilPredicted(page: Page, timeout: number): Promise<void> {
  await page.waitForFunction(
    () => {
      if (document.querySelector('[data-cy="few-shot-message"][data-kind="error"]')) return true;
      const report = document.querySelector('[data-cy="few-shot-report"]');
      const rows = [...document.querySelectorAll('[data-cy^="few-shot-series-"][data-stage]')];
      const running = document.querySelector('[data-cy="few-shot-prediction-status"][data-running="true"]');
      const ticked = rows.filter((row) => row.querySelector<HTMLInputElement>('input')?.checked);
      return (
        report?.getAttribute('data-phase') === 'idle' &&
        !running &&
        ticked.length > 0 &&
        ticked.every((row) => row.getAttribute('data-stage') === 'done')
      );
    },
    undefined,
    { timeout, polling: 250 },
  );
  const errors = await page
    .locator('[data-cy="few-shot-message"][data-kind="error"] .fss-message-text')
    .allInnerTexts();
  if (errors.length > 0) throw new Error(`The panel reports: ${errors.join(' | ')}`);
}
