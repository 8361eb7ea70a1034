/** What a helper runs: an instance of our module that serves jobs for ever. Kept small, it becomes the source of a Blob. */
const HELPER = `onmessage = ({ data: { compiled, memory, control, thread } }) => {
  const instance = new WebAssembly.Instance(compiled, { env: { memory } });
  postMessage('ready');
  instance.exports.serve(control, thread);
};`;

/**
 * Starts Workers that help with every job. They end with the page or the Worker that started them.
 *
 * @param memory shared with TF.js
 * @param control the threads' control block, zeroed
 * @returns how many serve; fewer than asked for where a browser refuses
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
  // Jobs wait for every helper that was counted; those that did not answer must not be among them.
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
