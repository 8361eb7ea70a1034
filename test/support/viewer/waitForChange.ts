import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';

/** Waits until any mask of the segmentation with this label differs from what it was when this was called. */
export async function waitForChange(page: Page, label: string, timeout = 120_000): Promise<void> {
  const sums = (wanted: string) => {
    const { services, cornerstone, cornerstoneTools } = window as unknown as TestWindow;
    const found = services.segmentationService.getSegmentations().find((one) => one.label === wanted);
    const ids = found ? cornerstoneTools.segmentation.getLabelmapImageIds(found.segmentationId) : [];
    return ids.map((id) => {
      const values = cornerstone.cache.getImage(id).voxelManager.getScalarData();
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum = (31 * sum + i * values[i]) % 1_000_003;
      return sum;
    });
  };
  const shown = async () => JSON.stringify(await page.evaluate(sums, label));
  const before = await shown();
  const end = Date.now() + timeout;
  while ((await shown()) === before) {
    if (Date.now() > end) throw new Error(`No mask of ${label} changed.`);
    await page.waitForTimeout(200);
  }
}
