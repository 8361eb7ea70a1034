import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { BenchPlan, StepName } from './core/BenchRow';
import type { BenchCase, Contestant } from './core/Contestant';
import { makeBatch } from './core/makeBatch';
import { summarise } from './core/measure';
import { observe } from './core/observe';
import { buildOurs } from './core/ours';
import { releaseFreeBuffers } from './core/releaseFreeBuffers';
import { shrinkBuffers } from './core/shrinkBuffers';

/** What is measured. */
export type NullPlan = Pick<BenchPlan, 'steps' | 'sizes' | 'widths' | 'batch' | 'repeats'>;

/** How a step is recorded. */
export interface Recorded {
  /** Milliseconds until it is submitted; median, minimum, maximum. */
  ms: number;
  msMin: number;
  msMax: number;
}

/** The CPU's part of a step on WebGPU, measured on a device that computes nothing. */
export interface NullRow {
  backend: 'null';
  step: StepName;
  size: number;
  width: number;
  batch: number;
  dispatches: number;
  /** Dispatches by name of the program. */
  byProgram: Record<string, number>;
  /** Null if nothing is timed. */
  ordinary: Recorded | null;
  replayed: Recorded | null;
}

/** Steps until buffers and moments exist. */
const BEFORE_COUNTING = 2;

/** Runs until a step is replayed: warm-up and captures. */
const BEFORE_REPLAY = 6;

/**
 * Counts the dispatches of a step, and times how long the CPU records it, as usual and replayed, in turns;
 * with no repeats it only counts, which needs no memory. WebGPU must have been
 * started on Dawn's null backend, which checks all commands but computes nothing.
 */
export async function runNull(
  { steps, sizes, widths, batch: pairs, repeats }: NullPlan,
  say: (message: string) => void,
): Promise<NullRow[]> {
  let error: string | undefined;
  const { device } = tf.backend() as WebGPUBackend;
  if (repeats === 0) shrinkBuffers(device);
  device.addEventListener('uncapturederror', (event) => {
    error ??= event.error.message;
  });
  const rows: NullRow[] = [];
  for (const size of sizes) {
    for (const width of widths) {
      for (const step of steps) {
        say(`null: ${step}, ${size} x ${size}, width ${width}`);
        const batch = step === 'predict' ? 1 : pairs;
        releaseFreeBuffers();
        const bench = { size, width, ...makeBatch(batch, size) };
        const counted = await countDispatches(step, bench);
        const [ordinary, replayed] = repeats > 0 ? await compare(step, bench, repeats) : [null, null];
        tf.dispose([bench.images, bench.masks]);
        if (error) {
          // The device has 512 MB, which holds both ways of recording only with few images.
          throw new Error(`The device refused a command; try a smaller --batch or --repeats 0. ${error}`);
        }
        rows.push({ backend: 'null', step, size, width, batch, ...counted, ordinary, replayed });
      }
    }
  }
  return rows;
}

async function countDispatches(
  step: StepName,
  bench: BenchCase,
): Promise<Pick<NullRow, 'dispatches' | 'byProgram'>> {
  const { contestant } = await buildOurs(step, bench, false);
  for (let i = 0; i < BEFORE_COUNTING; i++) await record(contestant);
  const { dispatches, byProgram } = await observe(() => record(contestant));
  contestant.dispose();
  releaseFreeBuffers();
  return { dispatches, byProgram };
}

async function compare(step: StepName, bench: BenchCase, repeats: number): Promise<[Recorded, Recorded]> {
  const sides: { contestant: Contestant; samples: number[] }[] = [];
  for (const replays of [false, true]) {
    const { contestant } = await buildOurs(step, bench, replays);
    for (let i = 0; i < BEFORE_REPLAY; i++) await record(contestant);
    sides.push({ contestant, samples: [] });
  }
  for (let i = 0; i < repeats; i++) {
    for (const { contestant, samples } of sides) samples.push(await record(contestant));
  }
  sides.forEach(({ contestant }) => contestant.dispose());
  const [ordinary, replayed] = sides.map(({ samples }) => summarise(samples));
  return [ordinary, replayed];
}

/** Milliseconds in which a step is recorded; its result is read outside of them. */
async function record({ run }: Contestant): Promise<number> {
  const start = performance.now();
  const result = run();
  const ms = performance.now() - start;
  await result.data();
  result.dispose();
  return ms;
}
