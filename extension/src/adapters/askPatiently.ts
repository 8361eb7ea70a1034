import { httpStatus } from './httpStatus';

/** Waiting times before each new try, ms. */
const PAUSES_MS = [200, 1000, 3000];
/** No answer, a token that is being renewed, and servers that are busy or starting. */
const PASSING = [0, 401, 408, 429, 502, 503, 504];

/**
 * Asks the archive, and asks again where the reason of a failure may pass within seconds. Whatever carries
 * credentials must be made by `ask`, so that each try uses the present ones.
 *
 * @param passing more HTTP statuses that may pass
 */
export async function askPatiently<T>(ask: () => Promise<T>, passing: readonly number[] = []): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      const status = httpStatus(error);
      const mayPass = status !== undefined && [...PASSING, ...passing].includes(status);
      if (!mayPass || tries === PAUSES_MS.length) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSES_MS[tries]));
    }
  }
}
