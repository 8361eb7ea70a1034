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
 * Starts Workers that help with every job. They end with the page or the Worker that started them.
 *
 * @param memory shared with TF.js
 * @param control address of the threads' control block, zeroed
 * @returns the number of helpers; 0 if a browser refuses any
 */
export async function startHelpers(
  compiled: WebAssembly.Module,
  memory: WebAssembly.Memory,
  control: number,
  count: number,
): Promise<number> {
  if (count < 1 || typeof Worker === 'undefined') return 0;
  const url = URL.createObjectURL(new Blob([HELPER], { type: 'text/javascript' }));
  const starting = Array.from({ length: count }, (_, i) =>
    startHelper(url, { compiled, memory, control, thread: i + 1 }),
  );
  const started = await Promise.all(starting);
  URL.revokeObjectURL(url);
  // Jobs wait for every helper that is counted, so those that did not start must not be counted.
  return started.every(Boolean) ? count : 0;
}

function startHelper(url: string, message: object): Promise<boolean> {
  return new Promise((resolve) => {
    const worker = new Worker(url);
    worker.onmessage = () => resolve(true);
    worker.onerror = () => resolve(false);
    worker.postMessage(message);
  });
}
