import type { Page } from 'playwright-core';

/**
 * Presses a key and measures in the page how long it takes until elements have changed and the next frame is
 * painted, ms.
 *
 * @param selector of the elements, of which one must change
 */
export async function timeKey(page: Page, key: string, selector: string): Promise<number> {
  const measure = await page.evaluateHandle((elements) => {
    let pressed = 0;
    addEventListener('keydown', () => (pressed = performance.now()), { capture: true, once: true });
    const changed = new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => {
        observer.disconnect();
        // The task after the next frame runs when that is painted.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - pressed)));
      });
      const kinds = { childList: true, subtree: true, characterData: true, attributes: true };
      document.querySelectorAll(elements).forEach((element) => observer.observe(element, kinds));
    });
    return { changed };
  }, selector);
  await page.keyboard.press(key);
  return measure.evaluate(({ changed }) => changed);
}
