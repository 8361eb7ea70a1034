import { exponential, logarithm } from './exponential';
import { LossJob } from './lossJob';

/** Largest logit of a pixel, and the logarithm of the sum of exp(logit - largest). */
let largest: f32 = 0;
let logSum: f32 = 0;

function readPixel(logits: usize, classes: i32): void {
  let most = load<f32>(logits);
  for (let c = 1; c < classes; c++) most = max(most, load<f32>(logits + (c << 2)));
  let sum: f32 = 0;
  for (let c = 0; c < classes; c++) sum += exponential(load<f32>(logits + (c << 2)) - most);
  largest = most;
  logSum = logarithm(sum);
}

/** One item: cross-entropy, overlaps and totals, summed over its pixels. */
export function lossItem(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<LossJob>(argument);
  const classes = job.classes;
  const foreground = classes - 1;
  const sums = job.partial + ((item * (1 + 2 * foreground)) << 3);
  memory.fill(sums, 0, (1 + 2 * foreground) << 3);
  const last = min(job.pixels, (item + 1) * job.itemPixels);
  let entropy: f64 = 0;
  for (let pixel = item * job.itemPixels; pixel < last; pixel++) {
    const z = job.logits + ((pixel * classes) << 2);
    const t = job.target + ((pixel * classes) << 2);
    readPixel(z, classes);
    for (let c = 0; c < classes; c++) {
      const y = load<f32>(t + (c << 2));
      const logP = load<f32>(z + (c << 2)) - largest - logSum;
      entropy -= <f64>(y * logP);
      if (c == 0) continue;
      const p = exponential(logP);
      const overlap = sums + (c << 3);
      const total = overlap + (foreground << 3);
      store<f64>(overlap, load<f64>(overlap) + <f64>(p * y));
      store<f64>(total, load<f64>(total) + <f64>(p + y));
    }
  }
  store<f64>(sums, entropy);
}

/** The only item: computes the loss from the items' sums. */
export function lossTotal(argument: usize, _item: i32, _thread: i32): void {
  const job = changetype<LossJob>(argument);
  const foreground = job.classes - 1;
  const width = 1 + 2 * foreground;
  let loss = sumOver(job, 0, width) / <f64>job.pixels;
  const smooth = <f64>job.smooth;
  for (let c = 0; c < foreground; c++) {
    const overlap = sumOver(job, 1 + c, width);
    const total = sumOver(job, 1 + foreground + c, width);
    store<f32>(job.overlap + (c << 2), <f32>overlap);
    store<f32>(job.total + (c << 2), <f32>total);
    loss += (1 - (2 * overlap + smooth) / (total + smooth)) / <f64>foreground;
  }
  store<f32>(job.loss, <f32>loss);
}

function sumOver(job: LossJob, index: i32, width: i32): f64 {
  let sum: f64 = 0;
  for (let item = 0; item < job.items; item++) sum += load<f64>(job.partial + ((item * width + index) << 3));
  return sum;
}

/**
 * One item: dlogits_k = dy ((p_k sum(y) - y_k) / pixels + p_k (g_k - sum_c g_c p_c)), where g_c is 0 for the
 * background and otherwise the derivative of the Dice term:
 *   ((2 overlap + s) - 2 y (total + s)) / (classes - 1) / (total + s)^2.
 */
export function lossGradientItem(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<LossJob>(argument);
  const classes = job.classes;
  const dy = load<f32>(job.dy);
  const perPixel = <f32>1 / <f32>job.pixels;
  const last = min(job.pixels, (item + 1) * job.itemPixels);
  for (let pixel = item * job.itemPixels; pixel < last; pixel++) {
    const at = (pixel * classes) << 2;
    const z = job.logits + at;
    const t = job.target + at;
    const to = job.output + at;
    readPixel(z, classes);
    let targets: f32 = 0;
    let mixed: f32 = 0;
    for (let c = 0; c < classes; c++) {
      const y = load<f32>(t + (c << 2));
      targets += y;
      const p = exponential(load<f32>(z + (c << 2)) - largest - logSum);
      // The output stores the probabilities for the second pass.
      store<f32>(to + (c << 2), p);
      if (c > 0) mixed += diceSlope(job, c, y) * p;
    }
    for (let c = 0; c < classes; c++) {
      const y = load<f32>(t + (c << 2));
      const p = load<f32>(to + (c << 2));
      const g = c > 0 ? diceSlope(job, c, y) : 0;
      store<f32>(to + (c << 2), dy * ((p * targets - y) * perPixel + p * (g - mixed)));
    }
  }
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function diceSlope(job: LossJob, c: i32, y: f32): f32 {
  const overlap = load<f32>(job.overlap + ((c - 1) << 2));
  const total = load<f32>(job.total + ((c - 1) << 2)) + job.smooth;
  return (2 * overlap + job.smooth - 2 * y * total) / (<f32>(job.classes - 1) * total * total);
}
