import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import type { ThreadSupport } from '../../src/backends/ThreadSupport';
import { useHalfStorage } from '../../src/backends/useHalfStorage';
import { buildStock } from './stock/buildStock';
import { registerFilterGradient } from './stock/registerFilterGradient';
import type { BenchPlan, BenchRow, Figures, StepName } from './core/BenchRow';
import type { BenchCase } from './core/Contestant';
import { stepFlops } from './core/flops';
import { makeBatch } from './core/makeBatch';
import { alternate } from './core/measure';
import { buildOurs } from './core/ours';
import type { Side } from './core/prepareSide';
import { prepareSide } from './core/prepareSide';
import type { References } from './core/references';
import { measureReferences } from './core/references';
import { soak } from './core/soak';

/** Maximum relative difference between the losses of both sides from the same weights. */
const TOLERANCE = 1e-3;

export interface BenchListener {
  /** Receives progress messages for the user. */
  say(message: string): void;
}

/**
 * Runs a plan on one backend: requires neither Node nor a page.
 *
 * @param assetsUrl folder of the WASM binaries, ending in a slash
 * @param support for the plan's threads in Node
 * @throws Error when the two sides disagree about a loss, or when a step leaks
 */
export async function runBench(
  plan: BenchPlan,
  assetsUrl: string,
  { say }: BenchListener,
  support?: ThreadSupport,
): Promise<BenchRow[]> {
  const { status } = await startBackend(plan.backend, assetsUrl, undefined, support ?? plan.threads);
  if (plan.backend === 'wasm') registerFilterGradient();
  // Fails before anything is measured if the adapter does not support half precision.
  if (plan.backend === 'webgpu') useHalfStorage(plan.halves[0]);
  say(`${status.label}: measuring matMul and conv2d`);
  const references = await measureReferences();
  const rows: BenchRow[] = [];
  for (const half of plan.halves) {
    if (plan.backend === 'webgpu') useHalfStorage(half);
    for (const { size, width, step } of casesOf(plan)) {
      say(`${status.label}: ${step}, ${size} x ${size}, width ${width}${half ? ', half' : ''}`);
      rows.push({ ...(await runCase(plan, { step, size, width }, references, status.label)), half });
    }
  }
  return rows;
}

function casesOf({ sizes, widths, steps }: BenchPlan): { size: number; width: number; step: StepName }[] {
  return sizes.flatMap((size) => widths.flatMap((width) => steps.map((step) => ({ size, width, step }))));
}

async function runCase(
  plan: BenchPlan,
  { step, size, width }: { step: StepName; size: number; width: number },
  { matmul, conv2d, conv2d16 }: References,
  device: string,
): Promise<Omit<BenchRow, 'half'>> {
  const batch = step === 'predict' ? 1 : plan.batch;
  const data = makeBatch(batch, size);
  const bench: BenchCase = { size, width, ...data };
  const sides: Side[] = [];
  try {
    const ours = await prepareSide(() => buildOurs(step, bench), plan.warmUp);
    sides.push(ours);
    const { weights, parameters } = ours.built;
    const soaked = plan.soak > 0 ? await soak(ours.contestant, plan.soak) : null;
    if (plan.stock) {
      const stock = await prepareSide(() => buildStock(step, bench, weights), plan.warmUp);
      sides.push(stock);
      checkAlike(step, [parameters, stock.built.parameters], [ours.loss, stock.loss]);
    }
    const times = await alternate(
      sides.map(({ contestant }) => contestant),
      plan.repeats,
    );
    const flops = stepFlops(step, { size, width, batch });
    const [oursFigures, stockFigures = null] = sides.map(({ memory }, i): Figures => ({
      ...times[i],
      gflops: flops / times[i].ms / 1e6,
      ...memory,
    }));
    return {
      ...{ backend: plan.backend, step, size, width, batch },
      ...{ ours: oursFigures, stock: stockFigures, torch: null },
      ...{ matmulGflops: matmul, conv2dGflops: conv2d, conv2dGflops16: conv2d16 },
      ...{ threads: plan.threads, device, parameters },
      loss: { ours: ours.loss, stock: sides[1]?.loss ?? null },
      soak: soaked,
    };
  } finally {
    for (const { contestant } of sides) contestant.dispose();
    tf.dispose([data.images, data.masks]);
  }
}

/** A comparison is fair only if both sides have the same number of parameters and the same loss. */
function checkAlike(step: StepName, parameters: [number, number], losses: [number, number]): void {
  if (parameters[0] !== parameters[1]) {
    throw new Error(`${step}: ours has ${parameters[0]} parameters, stock ${parameters[1]}.`);
  }
  const difference = Math.abs(losses[0] - losses[1]) / Math.abs(losses[1]);
  // Written so that NaN fails.
  if (!(difference <= TOLERANCE)) {
    throw new Error(`${step}: the first loss is ${losses[0]} for ours, ${losses[1]} for stock.`);
  }
}
