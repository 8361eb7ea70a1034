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

/** Starts the demo server, and a browser with an empty page as large as a reader's screen. */
export async function startViewer(options: ServerOptions): Promise<StartedViewer> {
  const server = await startServer(options);
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  return {
    page,
    url: server.url,
    async stop() {
      await browser.close();
      await server.stop();
    },
  };
}
