import type { StartedBackend } from '../backends/StartedBackend';
import { EngineError } from './EngineError';

/** Turns failures of the graphics device into errors of the work that runs on it. */
export class DeviceWatch {
  /** @param started returns the running backend; throws if there is none */
  constructor(private readonly started: () => StartedBackend) {}

  /**
   * Waits for the GPU, whose errors arrive as events only; without this check, work would continue with wrong
   * numbers.
   *
   * @throws EngineError `internal` if the device reported an error
   */
  async settle(): Promise<void> {
    const { shared } = this.started();
    await shared?.settle();
    const error = shared?.takeError();
    if (!error) return;
    throw new EngineError(
      'internal',
      `The graphics card reported an error (${error}), so what it computed may be wrong. This run was ended; ` +
        'your drawn masks and the last good model are kept. Reload the page, or choose WASM in the address.',
    );
  }

  /**
   * Waits for `work`, and rejects if the device is lost meanwhile; TF.js alone would wait forever.
   *
   * @throws EngineError `device-lost`, or the error of the work
   */
  async guard<T>(work: Promise<T>): Promise<T> {
    const { lost } = this.started();
    const failure = lost.then((reason): never => {
      throw new EngineError(
        'device-lost',
        `The graphics device was lost (${reason}). Your drawn masks and the last good model are kept. ` +
          'Press Train to go on with WASM, or reload the page to try WebGPU again.',
      );
    });
    try {
      return await Promise.race([work, failure]);
    } catch (error) {
      work.catch(() => undefined);
      throw translate(error);
    }
  }
}

function translate(error: unknown): EngineError {
  const known = EngineError.from(error);
  if (
    known.code === 'internal' &&
    /out of memory|allocation failed|memory access out of bounds/i.test(known.message)
  ) {
    return new EngineError(
      'out-of-memory',
      `There is not enough memory (${known.message}). Choose the preset Fast, or close other tabs, and press Train again.`,
    );
  }
  return known;
}
