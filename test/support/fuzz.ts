import fc from 'fast-check';

/** Number of random inputs for each property: a few hundred, or FUZZ_RUNS (`npm run test:fuzz`). */
export const numRuns = Number(process.env.FUZZ_RUNS ?? 300);

/** No input of the sizes that are tried may take longer, ms; the machine may be busy. */
const MOST_MILLISECONDS = 2000;
/** The compiled code of the parsers and fast-check's own; nothing that grows with the number of inputs. */
const MOST_GROWTH = 200 * 2 ** 20;

/** Checks a property on random inputs; a failure prints the seed and the smallest input that fails. */
export function check<T extends [unknown, ...unknown[]]>(property: fc.IProperty<T>): void {
  fc.assert(property, { numRuns });
}

/**
 * Runs a parser; returns undefined if it refuses the input by an error that is expected.
 *
 * @param isRefusal whether an error is one; by default none is
 */
export function attempt<T>(
  parse: () => T,
  isRefusal: (error: unknown) => boolean = () => false,
): T | undefined {
  const start = performance.now();
  try {
    return parse();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  } finally {
    expect(performance.now() - start).toBeLessThan(MOST_MILLISECONDS);
  }
}

/** Call at the top of a file: sets its time limit, and checks in the end that no memory is left behind. */
export function expectNoGrowth(): void {
  jest.setTimeout(60_000 + 60 * numRuns);
  const before = memoryUsed();
  afterAll(() => expect(memoryUsed() - before).toBeLessThan(MOST_GROWTH));
}

/** Bytes in use after garbage collection, where `npm run test:fuzz` allows to ask for it. */
function memoryUsed(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().external;
}
