import { chromium, type Browser } from 'playwright-core';

/**
 * Flags for headless Debian Chromium: software WebGL 2, software WebGPU, and no network requests by the
 * browser itself.
 */
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Debian's Chromium, or the one in the environment variable `CHROMIUM`. */
export function launchChromium(flags: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: [...CHROMIUM_FLAGS, ...flags],
  });
}
