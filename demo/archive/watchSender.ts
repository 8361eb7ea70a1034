import type { Readable } from 'node:stream';

const leastBytesPerSecond = 1024;

/**
 * Watches a stream that is being read, and reports a sender that pauses, or sends a few bytes now and then
 * only to keep the connection.
 *
 * @param pause longest pause, ms; the average rate counts after twice that time
 * @param onSlow called for each check that fails, until the stream ends
 * @returns a function that ends the watch
 */
export function watchSender(body: Readable, pause: number, onSlow: () => void): () => void {
  const start = performance.now();
  let last = start;
  let bytes = 0;
  body.on('data', (chunk: Buffer) => {
    last = performance.now();
    bytes += chunk.length;
  });
  const timer = setInterval(() => {
    const now = performance.now();
    const isLate = now - start > 2 * pause;
    const isTooSlow = isLate && bytes < (leastBytesPerSecond * (now - start)) / 1000;
    if (now - last > pause || isTooSlow) onSlow();
  }, pause / 4);
  const stop = () => clearInterval(timer);
  for (const end of ['end', 'close', 'error']) body.once(end, stop);
  return stop;
}
