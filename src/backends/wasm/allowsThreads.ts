/**
 * Whether TF.js can start its threads in this Worker: Workers made of a Blob that load a script from another
 * Blob. A Content-Security-Policy without `blob:` in worker-src or script-src forbids that, and TF.js would
 * wait for them forever.
 */
export async function allowsThreads(): Promise<boolean> {
  const urlOf = (source: string) => URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const library = urlOf('');
  const script = urlOf(`importScripts(${JSON.stringify(library)}); postMessage('');`);
  try {
    const worker = new Worker(script);
    const allowed = await new Promise<boolean>((resolve) => {
      worker.onmessage = () => resolve(true);
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(false);
      };
    });
    worker.terminate();
    return allowed;
  } catch {
    return false;
  } finally {
    [library, script].forEach((url) => URL.revokeObjectURL(url));
  }
}
