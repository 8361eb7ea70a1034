import type { TensorInfo } from '@tensorflow/tfjs';
import type { NormaliseAttributes } from '../kernels/contract';
import type { StatisticGroups } from '../kernels/statisticGroups';
import { bind } from './bind';
import type { Dispatcher, Program } from './Dispatcher';
import type { SumOfParts } from './PendingSums';
import { PendingSums } from './PendingSums';
import { rectifiedFour, rectifiedGradientFour } from './rectification';
import { float } from './WebGPUKernel';

/*
 * Normalisations of few pixels, as in the deep levels of a network, where the time goes into starting
 * programs: one program instead of two. A workgroup has all pixels of 4 or 8 channels. If the tensor is still
 * a sum of parts, the program adds them as well.
 */

/** Invocations of a workgroup. */
const SIZE = 256;
/** Maximum number of vec4 per invocation: with more, too few workgroups would work too long. */
const MOST = 16;

/** How channels are distributed. */
interface Layout extends StatisticGroups {
  /** Number of vec4 of channels per workgroup; two read whole sectors of memory. */
  quads: number;
}

/** How to distribute channels; undefined if there are too many pixels, or no whole vec4 of channels. */
export function layOut(statistics: StatisticGroups): Layout | undefined {
  const { groups, pixels, channels } = statistics;
  const perQuad = Math.ceil((groups * pixels) / SIZE);
  if (channels % 4 !== 0 || perQuad > MOST) return undefined;
  return { ...statistics, quads: channels % 8 === 0 && 2 * perQuad <= MOST ? 2 : 1 };
}

type Written<Names extends string> = Readonly<Record<Names, TensorInfo>>;

/** y, mean and variance of x. */
export function normaliseCompactly(
  dispatcher: Dispatcher,
  { x, gamma, beta }: Written<'x' | 'gamma' | 'beta'>,
  written: Written<'mean' | 'variance' | 'y'>,
  layout: Layout,
  { slope, epsilon }: NormaliseAttributes,
): void {
  const { quads } = layout;
  const sum = PendingSums.of(dispatcher).take(x);
  dispatcher.run({
    ...programOf('normalise, compact', layout, sum, [slope, epsilon]),
    bindings: sum
      ? bind({ gamma, beta, parts: sum.partial }, { x, ...written }, 'vec4f')
      : bind({ x, gamma, beta }, written, 'vec4f'),
    workgroups: { count: (layout.groups * layout.channels) / (4 * quads), size: SIZE },
    body: () => `
  let tiles = CHANNELS / ${4 * quads};
  let statistic = group / tiles;
  let quad = group % tiles * ${quads} + lane % ${quads};
  let first = statistic * PIXELS * (CHANNELS / 4) + quad;
  ${moments(quads, { finishesX: sum !== undefined })}
  let scale = gamma[quad] * inverseSqrt(spread + ${float(epsilon)});
  if (lane < ${quads}) {
    mean[statistic * (CHANNELS / 4) + quad] = centre;
    variance[statistic * (CHANNELS / 4) + quad] = spread;
  }
  ${eachPixel(
    quads,
    `let z = (x[at] - centre) * scale + beta[quad];
    y[at] = ${rectifiedFour('z', slope)};`,
  )}`,
  });
  if (sum) dispatcher.dispose(sum.partial);
}

/**
 * dx, dgamma and dbeta. A workgroup works on one group of images after the other. It computes the statistics
 * again, since a program cannot bind all tensors.
 */
export function normaliseGradientCompactly(
  dispatcher: Dispatcher,
  { x, gamma, beta, dy }: Written<'x' | 'gamma' | 'beta' | 'dy'>,
  written: Written<'dx' | 'dGamma' | 'dBeta'>,
  layout: Layout,
  { slope, epsilon }: NormaliseAttributes,
): void {
  const { quads } = layout;
  const sum = PendingSums.of(dispatcher).take(dy);
  // Of the program's first reading of dy.
  const given = sum ? `${sumOfParts('dz')}\n    dy[at] = dz;` : 'let dz = dy[at];';
  const gated = (value: string) => rectifiedGradientFour('(xhat * gamma[quad] + beta[quad])', value, slope);
  dispatcher.run({
    ...programOf('normalise, gradient, compact', layout, sum, [slope, epsilon]),
    bindings: sum
      ? bind({ x, gamma, beta, parts: sum.partial }, { dy, ...written }, 'vec4f')
      : bind({ x, gamma, beta, dy }, written, 'vec4f'),
    workgroups: { count: layout.channels / (4 * quads), size: SIZE },
    body: () => `
  let quad = group * ${quads} + lane % ${quads};
  var allSum = vec4f();
  var allProduct = vec4f();
  for (var statistic = 0; statistic < GROUPS; statistic++) {
    let first = statistic * PIXELS * (CHANNELS / 4) + quad;
    ${moments(quads, { finishesX: false })}
    let r = inverseSqrt(spread + ${float(epsilon)});
    var sum = vec4f();
    var product = vec4f();
    ${eachPixel(
      quads,
      `let xhat = (x[at] - centre) * r;
    ${given}
    let h = ${gated('dz')};
    sum += h;
    product += h * xhat;`,
    )}
    ${reduce(quads, 'sum', 'product')}
    allSum += sum;
    allProduct += product;
    ${eachPixel(
      quads,
      `let xhat = (x[at] - centre) * r;
    let h = ${gated('dy[at]')};
    dx[at] = gamma[quad] * r * (h - sum / f32(PIXELS) - xhat * product / f32(PIXELS));`,
    )}
  }
  if (lane < ${quads}) {
    dBeta[quad] = allSum;
    dGamma[quad] = allProduct;
  }`,
  });
  if (sum) dispatcher.dispose(sum.partial);
}

/** What both programs share. */
function programOf(
  name: string,
  { groups, pixels, channels, quads }: Layout,
  sum: SumOfParts | undefined,
  constants: readonly number[],
): Pick<Program, 'name' | 'constants' | 'sizes' | 'declarations'> {
  return {
    name,
    constants: [quads, sum ? 1 : 0, ...constants],
    sizes: { GROUPS: groups, PIXELS: pixels, CHANNELS: channels, PARTS: sum?.parts ?? 1 },
    declarations: () => `
var<workgroup> left: array<vec4f, ${SIZE}>;
var<workgroup> right: array<vec4f, ${SIZE}>;`,
  };
}

/** WGSL that runs for each pixel of the invocation's quad: at index `at`. */
function eachPixel(quads: number, statements: string): string {
  return `for (var pixel = lane / ${quads}; pixel < PIXELS; pixel += ${SIZE / quads}) {
    let at = first + pixel * (CHANNELS / 4);
    ${statements}
  }`;
}

/** WGSL of `value`: the sum of the parts at index `at`. */
function sumOfParts(value: string): string {
  return `var ${value} = vec4f();
    for (var part = 0; part < PARTS; part++) {
      ${value} += parts[part * GROUPS * PIXELS * (CHANNELS / 4) + at];
    }`;
}

/**
 * WGSL of `centre` and `spread`, mean and variance of the quad's pixels. They are summed relative to the
 * first pixel, since one-pass sums of values far from zero cancel.
 *
 * @param finishesX whether x is a sum of parts, which is written
 */
function moments(quads: number, { finishesX }: { finishesX: boolean }): string {
  const value = finishesX ? `${sumOfParts('value')}\n    x[at] = value;` : 'let value = x[at];';
  return `var origin = vec4f();
  {
    let at = first;
    ${finishesX ? `${sumOfParts('value')}\n    origin = value;` : 'origin = x[at];'}
  }
  var shift = vec4f();
  var squares = vec4f();
  ${eachPixel(
    quads,
    `${value}
    let difference = value - origin;
    shift += difference;
    squares += difference * difference;`,
  )}
  ${reduce(quads, 'shift', 'squares')}
  let centre = origin + shift / f32(PIXELS);
  let spread = max(vec4f(), (squares - shift * shift / f32(PIXELS)) / f32(PIXELS));`;
}

/** WGSL that adds the variables `a` and `b` of all invocations with the same quad. */
function reduce(quads: number, a: string, b: string): string {
  return `left[lane] = ${a};
  right[lane] = ${b};
  workgroupBarrier();
  for (var reach = ${SIZE / 2}; reach >= ${quads}; reach /= 2) {
    if (lane < reach) {
      left[lane] += left[lane + reach];
      right[lane] += right[lane + reach];
    }
    workgroupBarrier();
  }
  ${a} = left[lane % ${quads}];
  ${b} = right[lane % ${quads}];
  workgroupBarrier();`;
}
