import { loadLanes, storeLanes } from './lanes';

/** A tensor to update. */
@unmanaged
class OptimisedTensor {
  target: usize;
  /** Its gradient, or for an average its source. */
  source: usize;
  /** Bytes from the start of the flat moments to its own. */
  offset: usize;
  size: i32;
}

/** One optimiser step over a list of tensors; each item is one tensor. */
@unmanaged
export class OptimiseJob {
  /** An array of {@link OptimisedTensor}. */
  tensors: usize;
  /** Flat moments: m and v for Adam, square and momentum for RMSProp, momentum and look-ahead for Muon. */
  first: usize;
  second: usize;
  rate: f32;
  /** beta1 for Adam, momentum for RMSProp and Muon. */
  decay1: f32;
  /** beta2 for Adam, decay for RMSProp and the moving average. */
  decay2: f32;
  epsilon: f32;
  /** Adam: 1 / (1 - beta^step) for both moments. */
  correction1: f32;
  correction2: f32;
  weightDecay: f32;
}

/** Kingma and Ba 2015, epsilon outside the square root: p -= rate * m' / (sqrt(v') + epsilon). */
export function adamTensor(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<OptimiseJob>(argument);
  const tensor = changetype<OptimisedTensor>(job.tensors + (item << 4));
  const parameter = tensor.target, gradient = tensor.source, size = tensor.size;
  const first = job.first + tensor.offset, second = job.second + tensor.offset;
  const rate = f32x4.splat(job.rate * job.correction1);
  const beta1 = f32x4.splat(job.decay1), rest1 = f32x4.splat(1 - job.decay1);
  const beta2 = f32x4.splat(job.decay2), rest2 = f32x4.splat(1 - job.decay2);
  const correction2 = f32x4.splat(job.correction2), epsilon = f32x4.splat(job.epsilon);
  for (let i = 0; i < size; i += 4) {
    const at = i << 2;
    const lanes = size - i;
    const g = loadLanes(gradient + at, lanes);
    const m = f32x4.add(f32x4.mul(beta1, loadLanes(first + at, lanes)), f32x4.mul(rest1, g));
    const v = f32x4.add(f32x4.mul(beta2, loadLanes(second + at, lanes)), f32x4.mul(rest2, f32x4.mul(g, g)));
    const divisor = f32x4.add(f32x4.sqrt(f32x4.mul(v, correction2)), epsilon);
    const p = f32x4.sub(loadLanes(parameter + at, lanes), f32x4.div(f32x4.mul(rate, m), divisor));
    storeLanes(first + at, m, lanes);
    storeLanes(second + at, v, lanes);
    storeLanes(parameter + at, p, lanes);
  }
}

/** PyTorch's RMSprop: the momentum buffer accumulates g / (sqrt(square) + epsilon). */
export function rmsPropTensor(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<OptimiseJob>(argument);
  const tensor = changetype<OptimisedTensor>(job.tensors + (item << 4));
  const parameter = tensor.target, gradient = tensor.source, size = tensor.size;
  const first = job.first + tensor.offset, second = job.second + tensor.offset;
  const decay = f32x4.splat(job.decay2), rest = f32x4.splat(1 - job.decay2);
  const momentum = f32x4.splat(job.decay1), weightDecay = f32x4.splat(job.weightDecay);
  const rate = f32x4.splat(job.rate), epsilon = f32x4.splat(job.epsilon);
  for (let i = 0; i < size; i += 4) {
    const at = i << 2;
    const lanes = size - i;
    const p = loadLanes(parameter + at, lanes);
    const g = f32x4.add(loadLanes(gradient + at, lanes), f32x4.mul(weightDecay, p));
    const square = f32x4.add(f32x4.mul(decay, loadLanes(first + at, lanes)), f32x4.mul(rest, f32x4.mul(g, g)));
    const scaled = f32x4.div(g, f32x4.add(f32x4.sqrt(square), epsilon));
    const buffer = f32x4.add(f32x4.mul(momentum, loadLanes(second + at, lanes)), scaled);
    storeLanes(first + at, square, lanes);
    storeLanes(second + at, buffer, lanes);
    storeLanes(parameter + at, f32x4.sub(p, f32x4.mul(rate, buffer)), lanes);
  }
}

/** average += (1 - decay) (source - average). */
export function averageTensor(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<OptimiseJob>(argument);
  const tensor = changetype<OptimisedTensor>(job.tensors + (item << 4));
  const average = tensor.target, source = tensor.source, size = tensor.size;
  const rest = f32x4.splat(1 - job.decay2);
  for (let i = 0; i < size; i += 4) {
    const at = i << 2;
    const lanes = size - i;
    const old = loadLanes(average + at, lanes);
    const difference = f32x4.sub(loadLanes(source + at, lanes), old);
    storeLanes(average + at, f32x4.add(old, f32x4.mul(rest, difference)), lanes);
  }
}

/** Muon: the momentum mu, which moves towards the gradient, and mu / (1 - mu) momentum + gradient. */
export function lookAheadTensor(argument: usize, item: i32, _thread: i32): void {
  const job = changetype<OptimiseJob>(argument);
  const tensor = changetype<OptimisedTensor>(job.tensors + (item << 4));
  const gradient = tensor.source, size = tensor.size;
  const momentum = job.first + tensor.offset, ahead = job.second + tensor.offset;
  const rest = f32x4.splat(1 - job.decay1), factor = f32x4.splat(job.decay1 / (1 - job.decay1));
  for (let i = 0; i < size; i += 4) {
    const at = i << 2;
    const lanes = size - i;
    const g = loadLanes(gradient + at, lanes);
    const old = loadLanes(momentum + at, lanes);
    const m = f32x4.add(old, f32x4.mul(rest, f32x4.sub(g, old)));
    storeLanes(momentum + at, m, lanes);
    storeLanes(ahead + at, f32x4.add(f32x4.mul(factor, m), g), lanes);
  }
}
