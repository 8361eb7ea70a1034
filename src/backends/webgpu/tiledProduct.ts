import type { TensorInfo } from '@tensorflow/tfjs';
import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import type { NamedTensors } from './bind';
import { bind } from './bind';
import { constantsOf, each, numbersOf } from './convolutionSource';
import type { Dispatcher, Program } from './Dispatcher';
import { rectifiedFour } from './rectification';
import { keepMoments } from './keptMoments';
import { runInParts } from './runInParts';
import { declareMoments, hasEpilogue, storeMoments } from './tileMoments';
import type { Tile } from './tileStorage';
import { declareStorage, DEPTH, ENOUGH } from './tileStorage';

/** One direction of a convolution as a product of gathered pixels with weights. */
export interface TiledProduct {
  name: string;
  /** Tensors read, by their WGSL names; all have whole vec4 of channels. */
  read: NamedTensors;
  /** The product, `result` in WGSL. */
  result: TensorInfo;
  sizes: ConvolutionSizes;
  geometry: ConvolutionGeometry;
  /** Channels that are summed over, and channels of the result. */
  gathered: 'inputs' | 'outputs';
  produced: 'inputs' | 'outputs';
  /** Number of groups of pixels that different taps reach, 1 or 4, and of pixels in each. */
  phases: number;
  pixels: number;
  /** WGSL of the first tap and the distance between taps, as of `firstTap` and `tapStep`. */
  firstRow: string;
  firstColumn: string;
  tapStep: number;
  /** WGSL declarations that the following may use. */
  prelude: string;
  /** WGSL expressions of `pixel`: the row, column and image from which its taps are counted. */
  origin: { row: string; column: string; image: string };
  /** WGSL that sets `v`, the vec4 `depth / 4 + k` of the tap (ky, kx) of the tile's pixel `p`. */
  gather: string;
  /** WGSL that sets `v` to the weights of the tile's vec4 `l`, and its index `at` in the tile. */
  weigh: (tile: Tile) => string;
  /** WGSL of the products of the four gathered channels `v` with the weights w0 .. w3. */
  multiply: string;
  /** Factor of negative results; 1 by default. */
  slope?: number;
  /** Whether the result is normalised next; with one phase and without bias or slope. */
  isNormalised?: boolean;
  /**
   * WGSL that stores the four channels `sum` of `pixel` from `channel` on in `part` of the result; `finish`
   * makes the expression of final values from that of sums.
   */
  store: (finish: (sums: string) => string) => string;
}

/**
 * Runs a product through workgroup memory: a workgroup loads tiles of both operands as whole vec4, then each
 * invocation computes 4 x 4 results from them. Each loaded value serves 32 to 64 products, so arithmetic is
 * the limit, not memory. The tiles are in single precision, or in half precision if the dispatcher's
 * `halfStorage` is set.
 */
export function runTiledProduct(dispatcher: Dispatcher, product: TiledProduct): void {
  const { sizes, geometry, phases, pixels, origin, slope = 1 } = product;
  const [gathered, produced] = [sizes[product.gathered], sizes[product.produced]];
  const half = dispatcher.halfStorage;
  const tile = chooseTile(pixels, produced, phases);
  const across = Math.ceil(produced / tile.channels);
  const perPhase = Math.ceil(pixels / tile.pixels) * across;
  const groups = perPhase * phases;
  const taps = Math.ceil((sizes.kernelRows * sizes.kernelColumns) / phases);
  const { parts, perPart } = splitDepth(groups, gathered, taps);
  const quads = DEPTH / 4;
  const width = tile.channels / 4;
  const store = product.store((sums) => (parts === 1 ? rectifiedFour(sums, slope) : sums));
  const withMoments = product.isNormalised && parts === 1 && hasEpilogue(pixels, produced, tile);
  const moments = withMoments ? dispatcher.output([groups / across, produced, 2]) : undefined;
  const programFor = (result: TensorInfo): Program => ({
    name: product.name,
    constants: [
      ...numbersOf(sizes, geometry),
      'bias' in product.read ? 1 : 0,
      half ? 1 : 0,
      slope,
      moments ? 1 : 0,
    ],
    bindings: bind(product.read, { result, ...(moments && { moments }) }, 'vec4f'),
    workgroups: { count: groups * parts, size: tile.size },
    declarations: () => `${constantsOf(sizes, geometry)}
${declareStorage(half)}${moments ? declareMoments(tile) : ''}
var<workgroup> gathered: array<Four, ${quads * tile.pixels}>;
var<workgroup> weights: array<Four, ${DEPTH * width}>;
var<workgroup> rowOf: array<i32, ${tile.pixels}>;
var<workgroup> columnOf: array<i32, ${tile.pixels}>;
var<workgroup> imageOf: array<i32, ${tile.pixels}>;`,
    body: () => `
  let channel0 = (group % ${across}) * ${tile.channels};
  let pixel0 = group % ${perPhase} / ${across} * ${tile.pixels};
  let phase = group % ${groups} / ${perPhase};
  let part = group / ${groups};
  let lastDepth = min((part + 1) * ${perPart}, ${gathered});
  ${product.prelude}
  for (var p = lane; p < ${tile.pixels}; p += ${tile.size}) {
    let pixel = pixel0 + p;
    // A pixel beyond the last one gathers zeros only.
    rowOf[p] = select(-${1 << 24}, ${origin.row}, pixel < ${pixels});
    columnOf[p] = ${origin.column};
    imageOf[p] = ${origin.image};
  }
  let laneChannel = lane % ${width};
  let lanePixel = lane / ${width} * 4;
  ${each(4, (p) => `var sum${p} = vec4f();`)}
  for (var ky = ${product.firstRow}; ky < KERNEL_ROWS; ky += ${product.tapStep}) {
    for (var kx = ${product.firstColumn}; kx < KERNEL_COLUMNS; kx += ${product.tapStep}) {
      for (var depth = part * ${perPart}; depth < lastDepth; depth += ${DEPTH}) {
        workgroupBarrier();
        for (var l = lane; l < ${tile.pixels * quads}; l += ${tile.size}) {
          let p = l / ${quads};
          let k = l % ${quads};
          var v = vec4f();
          ${product.gather}
          gathered[k * ${tile.pixels} + p] = packFour(v);
        }
        for (var l = lane; l < ${DEPTH * width}; l += ${tile.size}) {
          var v = vec4f();
          ${product.weigh(tile)}
          weights[at] = packFour(v);
        }
        workgroupBarrier();
        for (var k = 0; k < ${quads}; k++) {
          ${each(4, (j) => `let w${j} = unpackFour(weights[(4 * k + ${j}) * ${width} + laneChannel]);`)}
          ${each(
            4,
            (p) => `{
          let v = unpackFour(gathered[k * ${tile.pixels} + lanePixel + ${p}]);
          sum${p} += ${product.multiply};
          }`,
          )}
        }
      }
    }
  }
  ${moments ? storeMoments(tile, produced, across) : ''}
  let channel = channel0 + laneChannel * 4;
  if (channel >= ${produced}) { return; }
  ${each(
    4,
    (p) => `{
    let pixel = pixel0 + lanePixel + ${p};
    let sum = unscale(sum${p});
    if (pixel < ${pixels}) { ${store} }
  }`,
  )}`,
  });
  runInParts(dispatcher, product.result, parts, programFor, slope);
  if (moments) keepMoments(product.result, { tensor: moments, chunkPixels: tile.pixels });
}

/** The largest tile that still yields enough workgroups. */
function chooseTile(pixels: number, channels: number, phases: number): Tile {
  const width = channels >= 64 ? 64 : 32;
  const count = (height: number) => phases * Math.ceil(pixels / height) * Math.ceil(channels / width);
  const height = [64, 32, 16].find((candidate) => count(candidate) >= ENOUGH) ?? 16;
  return { pixels: height, channels: width, size: (height / 4) * (width / 4) };
}

/**
 * Minimum rounds per part, each of 16 channels of one tap; fewer would not be worth starting a workgroup and
 * adding its sums.
 */
const MIN_ROUNDS = 32;

/**
 * Splits the gathered channels of a product into parts if few tiles would each work long, as in the deep
 * levels of a network, where images are small and channels many.
 */
function splitDepth(groups: number, channels: number, taps: number): { parts: number; perPart: number } {
  const slices = channels / DEPTH;
  const most = Math.floor((taps * slices) / MIN_ROUNDS);
  const wanted = Math.max(1, Math.min(Math.ceil((4 * ENOUGH) / groups), most, slices));
  const perPart = Math.ceil(slices / wanted) * DEPTH;
  return { parts: Math.ceil(channels / perPart), perPart };
}
