import { enableRelaxedSimd } from '../../../cli/engine/enableRelaxedSimd';
import { nodeThreads } from '../../../cli/engine/nodeThreads';
import { provideWebGPU } from '../../../cli/engine/provideWebGPU';
import type { BenchPlan, BenchRow } from '../core/BenchRow';
import type { BenchListener } from '../runBench';
import type { Programs } from '../core/countPrograms';
import type { NullPlan, NullRow } from '../runNull';
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

/** Counts programs and dispatches on WebGPU in this process, and times the CPU's part, without a GPU. */
export async function runNullInNode(
  plan: NullPlan,
  say: (message: string) => void,
): Promise<{ rows: NullRow[]; programs: Programs }> {
  await provideWebGPU(['backend=null']);
  const { startBackend } = await import('../../../src/backends/startBackend');
  const { runNull } = await import('../runNull');
  const { countPrograms } = await import('../core/countPrograms');
  await startBackend('webgpu', '');
  say('null: programs of a training');
  const programs = await countPrograms();
  return { rows: await runNull(plan, say), programs };
}
