/*
 * How the tiles of `sharedConvolution.ts` lie in workgroup memory, as WGSL: the type `Four` of four neighbouring values,
 * `packFour` and `unpackFour` to and from it, and `unscale` for a sum of products of unpacked values.
 */

/** The values as they are. The functions do nothing, which every compiler sees. */
const FULL = `alias Four = vec4f;
fn packFour(v: vec4f) -> Four { return v; }
fn unpackFour(four: Four) -> vec4f { return four; }
fn unscale(sum: vec4f) -> vec4f { return sum; }`;

/** The largest finite half. WGSL leaves open what becomes of larger ones. */
const LARGEST = 65504;

/**
 * What values are multiplied by when they are packed. Halves are precise from 2^-14 on, but the gradient of a mean loss by
 * one of 100,000 pixels is 1e-5 and less: with 2^10 they are precise from 2^-24 = 6e-8 on. On the other side magnitudes
 * above 65504 / 2^10 = 63.97 are cut off, beyond usual weights and normalised activations; what becomes of a NaN is open.
 * A power of two rounds nothing.
 *
 * All operands have the same factor, since none is a gradient always: a transposed convolution passes activations
 * as `dy`, its gradients pass gradients as `x`, and gradients of second order pass one as the filter.
 */
const SCALE = 2 ** 10;

/** Two halves to a word; built into WGSL, so that no feature of the device is needed. */
const HALF = `alias Four = vec2u;
fn packFour(v: vec4f) -> Four {
  let scaled = clamp(v * ${SCALE}, vec4f(-${LARGEST}), vec4f(${LARGEST}));
  return Four(pack2x16float(scaled.xy), pack2x16float(scaled.zw));
}
fn unpackFour(four: Four) -> vec4f { return vec4f(unpack2x16float(four.x), unpack2x16float(four.y)); }
fn unscale(sum: vec4f) -> vec4f { return sum * ${SCALE ** -2}; }`;

/** WGSL of the type and the functions above; `half` for 16 bits a value instead of 32. */
export function declareStorage(half: boolean): string {
  return half ? HALF : FULL;
}
