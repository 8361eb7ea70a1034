import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';
import { waitForImages } from './waitForImages';

/** Shows the image with this index (in the viewport's order) in the active viewport. */
export async function showImage(page: Page, imageIndex: number): Promise<void> {
  await page.evaluate(async (index) => {
    const { services, cornerstone } = window as unknown as TestWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
    await cornerstone.utilities.jumpToSlice(viewport.element, { imageIndex: index });
  }, imageIndex);
  await waitForImages(page);
}
