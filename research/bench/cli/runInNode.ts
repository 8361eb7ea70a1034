import { provideWebGPU } from '../../../cli/engine/provideWebGPU';
import type { BenchPlan, BenchRow } from '../core/BenchRow';
import type { BenchListener } from '../runBench';
import { wasmAssets } from './paths';

/** Runs the benchmark in this process. */
export async function runInNode(plan: BenchPlan, listener: BenchListener): Promise<BenchRow[]> {
  if (plan.backend === 'webgpu') await provideWebGPU();
  // Imported here because TF.js's WebGPU backend looks for a GPU when it is loaded.
  const { runBench } = await import('../runBench');
  return runBench(plan, wasmAssets, listener);
}
