/** Worker of `threads.test.ts`: compares every kernel case on WASM threads with the plain CPU kernels. */
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { startWasm } from '../../src/backends/startWasm';
import { WASM_CASES } from '../backends/kernelCases';
import { caseError, runCase, TOLERANCE } from '../support/kernelCases';

/** Response to a message {wasmUrl, threads, rounds}. */
export interface ThreadsReport {
  label: string;
  /** Number of cases; each ran for the requested number of rounds. */
  cases: number;
  wrong: string[];
}

self.onmessage = ({ data }: MessageEvent<{ wasmUrl: string; threads: number; rounds: number }>) => {
  run(data).then(
    (report) => self.postMessage(report),
    (error: Error) => self.postMessage({ label: '', cases: 0, wrong: [String(error.stack)] }),
  );
};

async function run(options: { wasmUrl: string; threads: number; rounds: number }): Promise<ThreadsReport> {
  await startBackend('cpu', '');
  const expected = [];
  for (const test of WASM_CASES) expected.push(await runCase(test));
  const label = await startWasm(options.wasmUrl, options.threads);
  const wrong: string[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const [i, test] of WASM_CASES.entries()) {
      const error = caseError(await runCase(test), expected[i]);
      if (!(error < (test.tolerance ?? TOLERANCE))) wrong.push(`${test.name}: ${error}`);
    }
  }
  await tf.ready();
  return { label, cases: WASM_CASES.length, wrong };
}
