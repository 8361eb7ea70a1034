import { readFile } from 'node:fs/promises';
import type { ThreadSupport } from '../../src/backends/ThreadSupport';
import { shareMemory } from '../../src/backends/wasm/shareMemory';
import { startNodeHelper } from './startNodeHelper';

/**
 * Threads of the WASM kernels in Node. TF.js's own binary with threads does not load there, so its binary
 * without threads gets a shared memory.
 *
 * @param assets folder of the WASM binaries, ending in a slash
 * @param threads total number of threads
 * @returns what `startBackend` needs; undefined for one thread, which needs no support
 * @throws Error if TF.js's binary cannot be read
 */
export async function nodeThreads(assets: string, threads: number): Promise<ThreadSupport | undefined> {
  if (threads < 2) return undefined;
  const binary = shareMemory(await readFile(`${assets}tfjs-backend-wasm-simd.wasm`));
  const binaryUrl = URL.createObjectURL(new Blob([binary], { type: 'application/wasm' }));
  return { threads, binaryUrl, startHelper: startNodeHelper };
}
