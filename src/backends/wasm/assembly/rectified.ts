/** value if it is positive, otherwise slope * value. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function rectified(value: v128, slope: v128): v128 {
  const zero = f32x4.splat(0);
  return f32x4.add(f32x4.max(value, zero), f32x4.mul(slope, f32x4.min(value, zero)));
}

/** dy if value is positive, otherwise slope * dy. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function rectifiedGradient(value: v128, dy: v128, slope: v128): v128 {
  return v128.bitselect(dy, f32x4.mul(dy, slope), f32x4.gt(value, f32x4.splat(0)));
}
