import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';
import { waitForImages } from './waitForImages';

/** Opens a SEG as a user does: by a double click in the series list, then "Yes" to the viewer's question. */
export async function openSegmentation(page: Page, description: string): Promise<string> {
  await page
    .locator('[data-cy="study-browser-thumbnail-no-image"]')
    .filter({ hasText: description.slice(0, 18) })
    .first()
    .dblclick();
  await page.locator('[data-cy="yes-hydrate-btn"]').click({ timeout: 60_000 });
  await page.locator('[data-cy="yes-hydrate-btn"]').waitFor({ state: 'detached' });
  const id = await page.waitForFunction((wanted) => {
    const { services } = window as unknown as TestWindow;
    const viewportId = services.viewportGridService.getActiveViewportId() as string;
    const displaySet = services.displaySetService
      .getActiveDisplaySets()
      .find((entry) => entry.SeriesDescription === wanted && !entry.segmentationId);
    const shown = services.segmentationService.getSegmentationRepresentations(viewportId);
    return (
      shown.some(({ segmentationId }) => segmentationId === displaySet?.displaySetInstanceUID) &&
      displaySet?.displaySetInstanceUID
    );
  }, description);
  await waitForImages(page);
  return String(await id.jsonValue());
}
