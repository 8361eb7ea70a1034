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
  const last = lastPixel(job, item);
  let entropy: f64 = 0;
  for (let pixel = firstPixel(job, item); pixel < last; pixel++) {
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
  const smooth = <f64>job.smooth;
  let entropy: f64 = 0;
  let dice: f64 = 0;
  for (let image = 0; image < job.images; image++) {
    entropy += sumOver(job, image, 0, width);
    for (let c = 0; c < foreground; c++) {
      const overlap = sumOver(job, image, 1 + c, width);
      const total = sumOver(job, image, 1 + foreground + c, width);
      const at = (image * foreground + c) << 2;
      store<f32>(job.overlap + at, <f32>overlap);
      store<f32>(job.total + at, <f32>total);
      dice += (2 * overlap + smooth) / (total + smooth);
    }
  }
  const images = <f64>job.images;
  const loss = entropy / (images * <f64>job.imagePixels) + 1 - dice / (images * <f64>foreground);
  store<f32>(job.loss, <f32>loss);
}

/** Adds what an image's items found. */
function sumOver(job: LossJob, image: i32, index: i32, width: i32): f64 {
  let sum: f64 = 0;
  const last = (image + 1) * job.imageItems;
  for (let item = image * job.imageItems; item < last; item++) {
    sum += load<f64>(job.partial + ((item * width + index) << 3));
  }
  return sum;
}

function firstPixel(job: LossJob, item: i32): i32 {
  const image = item / job.imageItems;
  return image * job.imagePixels + (item - image * job.imageItems) * job.itemPixels;
}

/** The pixel after the item's last; an item ends with its image. */
function lastPixel(job: LossJob, item: i32): i32 {
  const image = item / job.imageItems;
  return min((image + 1) * job.imagePixels, firstPixel(job, item) + job.itemPixels);
}

/**
 * One item: dlogits_k = dy ((p_k sum(y) - y_k) / pixels + p_k (g_k - sum_c g_c p_c)), where g_c is 0 for the
 * background and otherwise the derivative of the Dice term:
 *   ((2 overlap + s) - 2 y (total + s)) / (classes - 1) / images / (total + s)^2.
 */
export function lossGradientItem(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<LossJob>(argument);
  const classes = job.classes;
  const dy = load<f32>(job.dy);
  const image = item / job.imageItems;
  const perPixel = <f32>1 / <f32>(job.images * job.imagePixels);
  const last = lastPixel(job, item);
  for (let pixel = firstPixel(job, item); pixel < last; pixel++) {
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
      if (c > 0) mixed += diceSlope(job, image, c, y) * p;
    }
    for (let c = 0; c < classes; c++) {
      const y = load<f32>(t + (c << 2));
      const p = load<f32>(to + (c << 2));
      const g = c > 0 ? diceSlope(job, image, c, y) : 0;
      store<f32>(to + (c << 2), dy * ((p * targets - y) * perPixel + p * (g - mixed)));
    }
  }
}

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function diceSlope(job: LossJob, image: i32, c: i32, y: f32): f32 {
  const foreground = job.classes - 1;
  const at = (image * foreground + c - 1) << 2;
  const overlap = load<f32>(job.overlap + at);
  const total = load<f32>(job.total + at) + job.smooth;
  return (2 * overlap + job.smooth - 2 * y * total) / (<f32>(job.images * foreground) * total * total);
}
