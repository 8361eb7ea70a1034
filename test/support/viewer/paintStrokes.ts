import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';

/** A position on an image's own pixel grid; integers are pixel centres. */
export interface ImagePoint {
  column: number;
  row: number;
}

/** Converts points on the active viewport's image to positions on the page, in CSS pixels. */
function pageCoordinates(page: Page, points: readonly ImagePoint[]): Promise<{ x: number; y: number }[]> {
  return page.evaluate((imagePoints) => {
    const { services, cornerstone } = window as unknown as TestWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const viewport = services.cornerstoneViewportService.getCornerstoneViewport(id);
    const imageId = viewport.getCurrentImageId?.() as string;
    const rectangle = viewport.element.getBoundingClientRect();
    return imagePoints.map(({ column, row }) => {
      const world = cornerstone.utilities.imageToWorldCoords(imageId, [column, row]);
      const [x, y] = viewport.worldToCanvas(world);
      return { x: rectangle.left + x, y: rectangle.top + y };
    });
  }, points as ImagePoint[]);
}

/** Paints with the active tool: each stroke is a real mouse drag through its points. */
export async function paintStrokes(page: Page, strokes: readonly (readonly ImagePoint[])[]): Promise<void> {
  for (const stroke of strokes) {
    const [first, ...rest] = await pageCoordinates(page, stroke);
    await page.mouse.move(first.x, first.y);
    await page.mouse.down();
    for (const { x, y } of rest) await page.mouse.move(x, y);
    await page.mouse.up();
  }
}
