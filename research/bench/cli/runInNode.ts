import { enableRelaxedSimd } from '../../../cli/engine/enableRelaxedSimd';
import { nodeThreads } from '../../../cli/engine/nodeThreads';
import { provideWebGPU } from '../../../cli/engine/provideWebGPU';
import type { BenchPlan, BenchRow } from '../core/BenchRow';
import type { BenchListener } from '../runBench';
import { wasmAssets } from './paths';

/** Runs the benchmark in this process, with threads as in the command line. */
export async function runInNode(plan: BenchPlan, listener: BenchListener): Promise<BenchRow[]> {
  if (plan.backend === 'webgpu') await provideWebGPU();
  enableRelaxedSimd();
  // Imported here because TF.js's WebGPU backend looks for a GPU when it is loaded.
  const { resetWasm } = await import('../../../test/support/resetWasm');
  const { runBench } = await import('../runBench');
  resetWasm();
  return runBench(plan, wasmAssets, listener, await nodeThreads(wasmAssets, plan.threads));
}
