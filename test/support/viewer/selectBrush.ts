import type { Page } from 'playwright-core';
import type { TestWindow } from './TestWindow';

/** Selects the brush by the panel's button and sets its radius in mm. */
export async function selectBrush(page: Page, radiusMm = 4): Promise<void> {
  await page.locator('[data-cy="few-shot-brush"]').click();
  await page.waitForFunction(() => {
    const { services } = window as unknown as TestWindow;
    const id = services.viewportGridService.getActiveViewportId() as string;
    const group = services.toolGroupService.getToolGroupForViewport(id);
    return (
      group?.getActivePrimaryMouseButtonTool() === 'CircularBrush' &&
      services.segmentationService.getSegmentationRepresentations(id).length > 0
    );
  });
  await page.evaluate((radius) => {
    (window as unknown as TestWindow).commandsManager.runCommand('setBrushSize', {
      value: radius,
      toolNames: ['CircularBrush', 'CircularEraser'],
    });
  }, radiusMm);
}
