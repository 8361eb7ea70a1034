import type { BenchPlan, BenchRow } from '../core/BenchRow';
import type { BenchListener } from '../core/runBench';
import { wasmAssets } from './paths';

/** Runs the benchmark in this process. */
export async function runInNode(plan: BenchPlan, listener: BenchListener): Promise<BenchRow[]> {
  if (plan.backend === 'webgpu') await provideWebGPU();
  // Only now: TF.js's WebGPU backend looks for a GPU when it is loaded.
  const { runBench } = await import('../core/runBench');
  return runBench(plan, wasmAssets, listener);
}

/**
 * Gives Node what a browser has for WebGPU, from Dawn. It needs a Vulkan driver; without a GPU set VK_ICD_FILENAMES to
 * the vk_swiftshader_icd.json of a Chromium.
 */
async function provideWebGPU(): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const navigator = { ...globalThis.navigator, gpu: create([]) };
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
}
