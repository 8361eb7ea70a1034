import type { HelperStart } from './HelperStart';

/**
 * Source of a helper thread: an instance of our module that serves jobs forever. Kept small, since it is
 * loaded as a Blob.
 */
const HELPER = `onmessage = ({ data: { compiled, memory, control, thread } }) => {
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  postMessage('ready');
  instance.exports.serve(control, thread);
};`;

/**
 * Starts a helper thread in a browser. It ends with the page or the Worker that started it.
 *
 * @returns whether it started; false if the browser refuses
 */
export async function startWebHelper(start: HelperStart): Promise<boolean> {
  if (typeof Worker === 'undefined') return false;
  const url = URL.createObjectURL(new Blob([HELPER], { type: 'text/javascript' }));
  const started = await new Promise<boolean>((resolve) => {
    const worker = new Worker(url);
    worker.onmessage = () => resolve(true);
    worker.onerror = () => resolve(false);
    worker.postMessage(start);
  });
  URL.revokeObjectURL(url);
  return started;
}
