import v8 from 'node:v8';

/**
 * Enables relaxed SIMD in Node 20, whose V8 has the final instructions but disables them by default. Their
 * fused multiply-add makes results bit-identical to newer versions of Node, and training steps faster. To be
 * called before the kernels are compiled; without it their other binary is used.
 */
export function enableRelaxedSimd(): void {
  if (process.version.startsWith('v20.')) v8.setFlagsFromString('--experimental-wasm-relaxed-simd');
}
