import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';

/** Waits until the active viewport shows an image. */
export async function waitForImages(page: Page, timeout = 60_000): Promise<void> {
  await page.waitForFunction(
    () => {
      const { services } = window as unknown as TestWindow;
      const id = services?.viewportGridService.getActiveViewportId();
      const viewport = id && services.cornerstoneViewportService.getCornerstoneViewport(id);
      const imageId = viewport && viewport.getCurrentImageId?.();
      return Boolean(imageId && (window as unknown as TestWindow).cornerstone.cache.getImage(imageId));
    },
    undefined,
    { timeout },
  );
  await page.waitForTimeout(300);
}
