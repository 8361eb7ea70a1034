import type { Page } from 'playwright-core';
import type { ServerOptions } from './startServer';
import { startServer } from './startServer';
import { launchChromium } from './viewer/launchChromium';

/** The demo server and a page of a browser of its own. */
export interface StartedViewer {
  page: Page;
  /** Root URL of the viewer, ending in a slash. */
  url: string;
  /** Closes the browser and stops the server. */
  stop(): Promise<void>;
}

/** Size of a page in CSS pixels, a laptop's. */
export const PAGE = { width: 1280, height: 800 };

/**
 * Options of a page. Software rendering takes time for each pixel, so a CSS pixel has half a pixel on each
 * side; the environment variable `PIXEL_RATIO` asks for more, for sharp screenshots.
 */
export const pageOptions = (viewport = PAGE) => ({
  viewport,
  deviceScaleFactor: Number(process.env.PIXEL_RATIO ?? 0.5),
});

/** Starts the demo server, and a browser with an empty page. */
export async function startViewer(options: ServerOptions, viewport = PAGE): Promise<StartedViewer> {
  const server = await startServer(options);
  const browser = await launchChromium();
  const page = await browser.newPage(pageOptions(viewport));
  return {
    page,
    url: server.url,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}
