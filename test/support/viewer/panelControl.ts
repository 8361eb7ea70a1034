import type { Page } from 'playwright-core';

/** Finds a control of the panel by the end of its data-cy name, e.g. `train` or `series-2-enabled`. */
export function panelControl(page: Page, name: string) {
  return page.locator(`[data-cy="few-shot-${name}"]`);
}
