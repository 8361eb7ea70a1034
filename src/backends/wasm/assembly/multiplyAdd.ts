/** a * b + c in each lane; a fused instruction if the engine has relaxed SIMD, which is twice as fast. */
// @ts-expect-error: decorators of functions exist in AssemblyScript only
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(c, f32x4.mul(a, b));
}
