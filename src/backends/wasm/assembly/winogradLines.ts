import { multiplyAdd } from './multiplyAdd';

/*
 * The one-dimensional transforms of Winograd's F(4, 3) with the points 0, 1, -1, 2, -2 and infinity (Lavin
 * and Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016, section 4.3): y = A' ((G g) *
 * (B' d)) for 6 inputs d, a filter g of 3 taps and 4 outputs y. Each reads a line of vectors, `fromStep` bytes
 * apart, and writes one, `toStep` bytes apart; lanes are channels. Applied to the columns and then to the rows
 * of a tile, it is the two-dimensional transform.
 */

// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
function times(value: f32, a: v128, b: v128): v128 {
  return multiplyAdd(f32x4.splat(value), a, b);
}

/** B' d: 6 inputs to 6 frequencies. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function inputLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const d0 = v128.load(from); from += fromStep;
  const d1 = v128.load(from); from += fromStep;
  const d2 = v128.load(from); from += fromStep;
  const d3 = v128.load(from); from += fromStep;
  const d4 = v128.load(from); from += fromStep;
  const d5 = v128.load(from);
  const even = times(-4, d2, d4), odd = times(-4, d1, d3);
  const wideEven = f32x4.sub(d4, d2), wideOdd = f32x4.sub(d3, d1);
  v128.store(to, times(4, d0, times(-5, d2, d4))); to += toStep;
  v128.store(to, f32x4.add(even, odd)); to += toStep;
  v128.store(to, f32x4.sub(even, odd)); to += toStep;
  v128.store(to, times(2, wideOdd, wideEven)); to += toStep;
  v128.store(to, times(-2, wideOdd, wideEven)); to += toStep;
  v128.store(to, times(4, d1, times(-5, d3, d5)));
}

/** A' m: 6 frequencies to 4 outputs. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function outputLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from); from += fromStep;
  const m1 = v128.load(from); from += fromStep;
  const m2 = v128.load(from); from += fromStep;
  const m3 = v128.load(from); from += fromStep;
  const m4 = v128.load(from); from += fromStep;
  const m5 = v128.load(from);
  const even = f32x4.add(m1, m2), odd = f32x4.sub(m1, m2);
  const wideEven = f32x4.add(m3, m4), wideOdd = f32x4.sub(m3, m4);
  v128.store(to, f32x4.add(m0, f32x4.add(even, wideEven))); to += toStep;
  v128.store(to, times(2, wideOdd, odd)); to += toStep;
  v128.store(to, times(4, wideEven, even)); to += toStep;
  v128.store(to, f32x4.add(times(8, wideOdd, odd), m5));
}

/** A dy: 4 gradients of outputs to 6 frequencies; the adjoint of {@link outputLine}. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function gradientLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const y0 = v128.load(from); from += fromStep;
  const y1 = v128.load(from); from += fromStep;
  const y2 = v128.load(from); from += fromStep;
  const y3 = v128.load(from);
  const even = f32x4.add(y0, y2), odd = f32x4.add(y1, y3);
  const wideEven = times(4, y2, y0), wideOdd = times(4, y3, y1);
  v128.store(to, y0); to += toStep;
  v128.store(to, f32x4.add(even, odd)); to += toStep;
  v128.store(to, f32x4.sub(even, odd)); to += toStep;
  v128.store(to, times(2, wideOdd, wideEven)); to += toStep;
  v128.store(to, times(-2, wideOdd, wideEven)); to += toStep;
  v128.store(to, y3);
}

/** G g: 3 taps to 6 frequencies. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function filterLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from); from += fromStep;
  const g1 = v128.load(from); from += fromStep;
  const g2 = v128.load(from);
  const sixth = f32x4.splat(1.0 / 6);
  const even = f32x4.mul(sixth, f32x4.add(g0, g2)), odd = f32x4.mul(sixth, g1);
  const wideEven = times(0.25, g0, g2);
  v128.store(to, f32x4.mul(f32x4.splat(0.25), g0)); to += toStep;
  v128.store(to, f32x4.neg(f32x4.add(even, odd))); to += toStep;
  v128.store(to, f32x4.sub(odd, even)); to += toStep;
  v128.store(to, f32x4.mul(sixth, times(0.5, g1, wideEven))); to += toStep;
  v128.store(to, f32x4.mul(sixth, times(-0.5, g1, wideEven))); to += toStep;
  v128.store(to, g2);
}

/** G' m: 6 frequencies to the gradients of 3 taps; the adjoint of {@link filterLine}. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function tapLine(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  // jscpd:ignore-start: AssemblyScript returns one vector only, so lines are loaded where they are used
  const m0 = v128.load(from); from += fromStep;
  const m1 = v128.load(from); from += fromStep;
  const m2 = v128.load(from); from += fromStep;
  const m3 = v128.load(from); from += fromStep;
  const m4 = v128.load(from); from += fromStep;
  const m5 = v128.load(from);
  // jscpd:ignore-end
  const sixth = f32x4.splat(1.0 / 6);
  const sum = f32x4.add(m1, m2), difference = f32x4.sub(m2, m1);
  const wideSum = f32x4.add(m3, m4), wideDifference = f32x4.sub(m3, m4);
  const g0 = f32x4.mul(sixth, f32x4.sub(f32x4.mul(f32x4.splat(0.25), wideSum), sum));
  v128.store(to, times(0.25, m0, g0)); to += toStep;
  v128.store(to, f32x4.mul(sixth, times(0.5, wideDifference, difference))); to += toStep;
  v128.store(to, multiplyAdd(sixth, f32x4.sub(wideSum, sum), m5));
}
