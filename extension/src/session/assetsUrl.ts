/**
 * URL of the folder that the extension was loaded from, with a trailing slash; it holds the worker and the
 * WASM binaries.
 */
export function assetsUrl(): string {
  return new URL('./', import.meta.url).href;
}
