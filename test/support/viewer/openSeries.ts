import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';
import { waitForImages } from './waitForImages';

/** Opens a series (image or SEG) in the active viewport, by its description. */
export async function openSeries(page: Page, description: string): Promise<void> {
  await page.evaluate((wanted) => {
    const { services } = window as unknown as TestWindow;
    const displaySet = services.displaySetService
      .getActiveDisplaySets()
      .find((entry) => entry.SeriesDescription === wanted && !entry.segmentationId);
    if (!displaySet) throw new Error(`There is no series "${wanted}".`);
    services.viewportGridService.setDisplaySetsForViewport({
      viewportId: services.viewportGridService.getActiveViewportId() as string,
      displaySetInstanceUIDs: [displaySet.displaySetInstanceUID],
    });
  }, description);
  await waitForImages(page);
}
