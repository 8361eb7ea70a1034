import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { describeOnWebGPU } from './webgpuInNode';

/** Folder of the WASM binaries, as Node loads them. */
export const WASM_ASSETS = `${path.resolve(__dirname, '../../node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`;

/*
 * Which suite runs on which backend:
 *
 * - Every kernel runs on CPU, WASM and software WebGPU (`describeKernels`), since kernels are where the
 *   backends differ.
 * - Everything built on kernels (operations, networks, losses) is the same code on every backend and runs on
 *   WASM only (`describeOnWasm`). Software WebGPU takes minutes for what WASM does in seconds, and would only
 *   repeat the kernels.
 * - A few suites run on all three (`describeOnBackends`) and show that the parts work together: a generator
 *   before a segmenter to third order, transformers, optimisers with checkpoints, the self-test.
 *
 * Tests read tensors with `await data()`, since WebGPU has no synchronous reads.
 */

/** Runs a suite on WASM, the backend that is used without a GPU. */
export function describeOnWasm(name: string, suite: () => void): void {
  describeOn('wasm', name, suite);
}

/**
 * Runs a suite on each backend available in Node without a GPU. Software WebGPU requires Chromium's adapter;
 * without it the suite is reported as skipped there.
 */
export function describeOnBackends(name: string, suite: () => void): void {
  describeOn('wasm', name, suite);
  describeOn('cpu', name, suite);
  describeOnWebGPU(name, suite);
}

function describeOn(backend: 'wasm' | 'cpu', name: string, suite: () => void): void {
  describe(`${name} on ${backend}`, () => {
    beforeAll(async () => {
      await startBackend(backend, WASM_ASSETS);
      await tf.setBackend(backend);
      expect(tf.getBackend()).toBe(backend);
    });
    suite();
  });
}
