import { startBackend } from '../../src/backends/startBackend';
import { WASM_ASSETS } from '../support/backends';
import { errorAgainstCpu, TOLERANCE } from '../support/kernelCases';
import { WASM_CASES } from './kernelCases';

describe('WASM kernels compute what the plain CPU kernels compute', () => {
  beforeAll(async () => {
    await startBackend('cpu', '');
    await startBackend('wasm', WASM_ASSETS);
  });

  it.each(WASM_CASES)('$name', async (test) => {
    expect(await errorAgainstCpu('wasm', test)).toBeLessThan(test.tolerance ?? TOLERANCE);
  });
});
