import { nodeThreads } from '../../cli/engine/nodeThreads';
import { startBackend } from '../../src/backends/startBackend';
import { WASM_ASSETS } from '../support/backends';
import { runCase } from '../support/kernelCases';
import { resetWasm } from '../support/resetWasm';
import { KERNEL_CASES } from './kernelCases';

/** Three threads on two cores: helper threads are interrupted at any point. */
const THREADS = 3;
const ROUNDS = 3;

describe('WASM kernels on threads in Node', () => {
  it('compute exactly what one thread computes', async () => {
    await startBackend('wasm', WASM_ASSETS);
    const expected = [];
    for (const test of KERNEL_CASES) expected.push(await runCase(test));
    resetWasm();
    const threads = await nodeThreads(WASM_ASSETS, THREADS);
    const { status } = await startBackend('wasm', WASM_ASSETS, undefined, threads);
    expect(status.label).toContain(`${THREADS} threads`);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, test] of KERNEL_CASES.entries()) {
        expect([test.name, await runCase(test)]).toEqual([test.name, expected[i]]);
      }
    }
  });
});
