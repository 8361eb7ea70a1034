import * as tf from '@tensorflow/tfjs';

/** GFLOP/s of the backend's stock operations, as a reference for whole steps. */
export interface References {
  matmul: number;
  conv2d: number;
  /** At [4, 64, 64, 16] -> 16, the shape at which a narrow network spends most of its time. */
  conv2d16: number;
}

const MATRICES = [64, 128, 256, 512, 1024, 2048, 4096];
/** [batch, rows, columns, inputs, outputs], the table of the design notes. The first is `conv2d16`. */
const CONVOLUTIONS: readonly (readonly number[])[] = [
  [4, 64, 64, 16, 16],
  [4, 8, 8, 128, 128],
  [4, 16, 16, 64, 64],
  [4, 32, 32, 32, 32],
  [4, 64, 64, 32, 16],
  [4, 128, 128, 16, 16],
];
const SAMPLES = 5;
/** A sample runs enough calls in sequence to take this long, so that waiting for the result is negligible. */
const SAMPLE_MS = 40;
/** Calls slower than this are timed only once; matrix products stop growing at a quarter of it. */
const SLOW_MS = 400;

export async function measureReferences(): Promise<References> {
  let matmul = 0;
  for (const n of MATRICES) {
    const [a, b] = [tf.randomUniform([n, n]), tf.randomUniform([n, n])];
    const ms = await bestMs(() => tf.matMul(a, b));
    tf.dispose([a, b]);
    matmul = Math.max(matmul, (2 * n ** 3) / ms / 1e6);
    if (ms > SLOW_MS / 4) break;
  }
  const convolutions: number[] = [];
  for (const [batch, rows, columns, inputs, outputs] of CONVOLUTIONS) {
    const x = tf.randomUniform<tf.Rank.R4>([batch, rows, columns, inputs]);
    const filter = tf.randomUniform<tf.Rank.R4>([3, 3, inputs, outputs]);
    const ms = await bestMs(() => tf.conv2d(x, filter, 1, 'same'));
    tf.dispose([x, filter]);
    convolutions.push((2 * batch * rows * columns * 9 * inputs * outputs) / ms / 1e6);
  }
  return { matmul, conv2d: Math.max(...convolutions), conv2d16: convolutions[0] };
}

/** Minimum time of one call, ms. */
async function bestMs(call: () => tf.Tensor): Promise<number> {
  await repeat(call, 1);
  const once = await repeat(call, 1);
  if (once > SLOW_MS) return once;
  const calls = Math.max(1, Math.min(200, Math.ceil(SAMPLE_MS / once)));
  let best = once;
  for (let i = 0; i < SAMPLES; i++) best = Math.min(best, await repeat(call, calls));
  return best;
}

async function repeat(call: () => tf.Tensor, calls: number): Promise<number> {
  const start = performance.now();
  for (let i = 1; i < calls; i++) call().dispose();
  const last = call();
  // Reading one value waits for everything that was queued before it.
  const value = tf.tidy(() => last.flatten().slice(0, 1));
  await value.data();
  const ms = (performance.now() - start) / calls;
  tf.dispose([last, value]);
  return ms;
}
