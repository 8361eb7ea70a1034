import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { compileAhead } from '../../../src/backends/webgpu/compileAhead';
import { noiseInput } from '../../../src/learning/noiseInput';
import { PLANS, type TrainingPlan } from '../../../src/learning/presets';
import { INGREDIENTS, withIngredients } from '../../../src/learning/recipe';
import { rehearse } from '../../../src/worker/rehearse';
import { train } from '../../../src/learning/train';

/** Programs that are compiled for trainings of the preset *Fast*. */
export interface Programs {
  /** Before the first training begins, side by side. */
  ahead: number;
  /** The same by name. */
  aheadByName: Record<string, number>;
  /** During the first training. */
  first: number;
  /** During a second one. */
  second: number;
}

/** Long enough for every stage; level 3 comes every tenth step. */
const STEPS = { seconds: undefined, generatorSteps: 2, segmenterSteps: 20, validateEvery: 5 };
const SHAPE = { channels: 1, segments: 1, examples: 4 } as const;

/** Counts the programs that WebGPU compiles for trainings, after preparing. It must have been started. */
export async function countPrograms(changes: Partial<TrainingPlan> = {}): Promise<Programs> {
  const fast = withIngredients(PLANS.interactive.fast, INGREDIENTS);
  const plan = { ...fast, ...STEPS, ...changes };
  const count = counted();
  const ahead = await count(() =>
    compileAhead(tf.backend() as WebGPUBackend, () => rehearse(noiseInput(SHAPE, plan))),
  );
  const run = () => train(noiseInput(SHAPE, { ...plan, dropsUnfaithfulPairs: false }), QUIET);
  const [first, second] = [await count(run), await count(run)];
  return { ahead: sumOf(ahead), aheadByName: ahead, first: sumOf(first), second: sumOf(second) };
}

const QUIET = {
  onProgress: () => undefined,
  onImproved: () => undefined,
  onPreview: () => undefined,
  pause: async () => false,
};

/** Returns a function that counts, by name, the programs compiled by some work. */
function counted(): (work: () => Promise<unknown>) => Promise<Record<string, number>> {
  const { device } = tf.backend() as WebGPUBackend;
  let counts: Record<string, number> = {};
  const count = ({ label = '' }: GPUComputePipelineDescriptor) => (counts[label] = (counts[label] ?? 0) + 1);
  const { createComputePipeline: now, createComputePipelineAsync: later } = device;
  device.createComputePipeline = (descriptor) => {
    count(descriptor);
    return now.call(device, descriptor);
  };
  device.createComputePipelineAsync = (descriptor) => {
    count(descriptor);
    return later.call(device, descriptor);
  };
  return async (work) => {
    counts = {};
    await work();
    return counts;
  };
}

const sumOf = (counts: Record<string, number>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
