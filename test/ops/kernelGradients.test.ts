import { readdirSync } from 'node:fs';
import path from 'node:path';
import { KERNEL_CASES } from '../backends/kernelCases';
import { describeOnWasm } from '../support/backends';
import { gradientErrorOf } from '../support/kernelCases';

const OPS = path.resolve(__dirname, '../../src/ops');

/** The gradients that operations register for kernels, in the cases with `checkGradients`. */
describeOnWasm('gradients of kernels', () => {
  beforeAll(() => {
    for (const file of readdirSync(OPS).filter((name) => name.endsWith('.ts'))) {
      jest.requireActual(path.join(OPS, file));
    }
  });

  const cases = KERNEL_CASES.filter((test) => 'checkGradients' in test && test.checkGradients);

  it.each(cases)('$name', async (test) => {
    expect(await gradientErrorOf(test, 1)).toBeLessThan(1e-3);
    expect(await gradientErrorOf(test, 2)).toBeLessThan(1e-3);
  });
});
