import type { Page } from 'playwright-core';

const ERROR = '[data-cy="few-shot-message"][data-kind="error"]';

/** Waits until an element of the panel matches the selector, or the panel shows an error message. */
export async function waitForPanel(page: Page, selector: string, timeout: number): Promise<void> {
  await page.locator(`${selector}, ${ERROR}`).first().waitFor({ state: 'attached', timeout });
}
