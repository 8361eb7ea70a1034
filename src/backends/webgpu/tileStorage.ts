/*
 * How `tiledProduct.ts` and `sharedFilterGradient.ts` store their tiles in workgroup memory, as WGSL: the
 * type `Four` of four neighbouring values, `packFour` and `unpackFour` to convert to and from it, and
 * `unscale` for sums of products of unpacked values.
 */

/** The part of a product that one workgroup computes. */
export interface Tile {
  pixels: number;
  channels: number;
  /** Number of invocations: one per 4 pixels x 4 channels. */
  size: number;
}

/** Channels gathered at a time: 4 vec4 per pixel, 64 bytes, the minimum size of a cache line. */
export const DEPTH = 16;
/** Number of workgroups that fill a large GPU; smaller tiles are used if there would be fewer. */
export const ENOUGH = 256;

/** Stores values unchanged. The functions do nothing and are removed by every compiler. */
const FULL = `alias Four = vec4f;
fn packFour(v: vec4f) -> Four { return v; }
fn unpackFour(four: Four) -> vec4f { return four; }
fn unscale(sum: vec4f) -> vec4f { return sum; }`;

/** The largest finite half-precision number. WGSL does not define the conversion of larger ones. */
const LARGEST = 65504;

/**
 * Factor applied when values are packed. Half-precision numbers are precise from 2^-14 upwards, but the
 * gradient of a mean loss by one of 100,000 pixels is at most 1e-5; with 2^10, values are precise from 2^-24
 * = 6e-8 upwards. In return, magnitudes above 65504 / 2^10 = 63.97 are clamped, which is beyond usual weights
 * and normalised activations. The result for a NaN is undefined. A power of two causes no rounding.
 *
 * All operands have the same factor, since none is always a gradient: a transposed convolution passes
 * activations as `dy`, its gradients pass gradients as `x`, and second-order gradients pass one as the
 * filter.
 */
const SCALE = 2 ** 10;

/** Two half-precision numbers per word. The conversion is built into WGSL, so no device feature is needed. */
const HALF = `alias Four = vec2u;
fn packFour(v: vec4f) -> Four {
  let scaled = clamp(v * ${SCALE}, vec4f(-${LARGEST}), vec4f(${LARGEST}));
  return Four(pack2x16float(scaled.xy), pack2x16float(scaled.zw));
}
fn unpackFour(four: Four) -> vec4f { return vec4f(unpack2x16float(four.x), unpack2x16float(four.y)); }
fn unscale(sum: vec4f) -> vec4f { return sum * ${SCALE ** -2}; }`;

/** WGSL of the type and the functions above; `half` selects 16 instead of 32 bits per value. */
export function declareStorage(half: boolean): string {
  return half ? HALF : FULL;
}
