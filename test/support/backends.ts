import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { describeOnWebGPU } from './webgpuInNode';

/** Folder of the WASM binaries, as Node loads them. */
export const WASM_ASSETS = `${path.resolve(__dirname, '../../node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`;

/*
 * Which suite runs where:
 *
 * - Every kernel runs on CPU, WASM and software WebGPU (`describeKernels`). That is where the backends
 *   differ.
 * - What is built on kernels (operations, networks, losses) is the same code on every backend and runs on
 *   WASM alone
 *   (`describeOnWasm`). Software WebGPU takes minutes for what WASM does in seconds, and would only repeat the
 *   kernels.
 * - A few suites run on all three (`describeOnBackends`) and show that the parts work together there: a
 *   generator
 *   before a segmenter to third order, transformers, optimisers with checkpoints, the self-test.
 *
 * Tests read tensors with `await data()`: WebGPU has no other way.
 */

/** Runs a suite on WASM, the backend that computes when there is no GPU. */
export function describeOnWasm(name: string, suite: () => void): void {
  describeOn('wasm', name, suite);
}

/**
 * Runs a suite on each backend that Node has without a GPU; on software WebGPU where Chromium's adapter is
 * found, else the suite reports itself as skipped there.
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
