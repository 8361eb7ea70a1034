import type { TensorInfo } from '@tensorflow/tfjs';
import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import { sizeOf } from '../kernels/sizeOf';
import { addParts, constantsOf, each, firstTap, numbersOf, tapStep } from './convolutionSource';
import type { Dispatcher } from './Dispatcher';
import { declareStorage } from './tileStorage';

/*
 * Implicit matrix products through workgroup memory: a workgroup loads tiles of both operands as whole vec4,
 * then each invocation computes 4 x 4 results from them. Each loaded value serves 32 to 64 products, so
 * arithmetic is the limit, not memory. The tiles are in single precision, or in half precision if the
 * dispatcher's `halfStorage` is set.
 */

/** Channels gathered at a time: 4 vec4 per pixel, 64 bytes, the minimum size of a cache line. */
const DEPTH = 16;
/** Number of workgroups that fill a large GPU; smaller tiles are used if there would be fewer. */
const ENOUGH = 256;

/** Whether channels come in whole vec4 and suffice to fill a tile. */
export function sharesMemory(gathered: number, produced: number): boolean {
  return gathered % DEPTH === 0 && produced % 4 === 0 && produced >= 16;
}

interface Tile {
  pixels: number;
  channels: number;
  /** Number of invocations: one per 4 pixels x 4 channels. */
  size: number;
}

/** The largest tile that still yields enough workgroups. */
function chooseTile(pixels: number, channels: number, phases = 1): Tile {
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

interface Forward {
  x: TensorInfo;
  filter: TensorInfo;
  bias?: TensorInfo;
  y: TensorInfo;
}

/** y = x (*) filter + bias. */
export function sharedConvolution(
  dispatcher: Dispatcher,
  { x, filter, bias, y }: Forward,
  sizes: ConvolutionSizes,
  geometry: ConvolutionGeometry,
): void {
  const half = dispatcher.halfStorage;
  const pixels = sizes.batch * sizes.outputRows * sizes.outputColumns;
  const tile = chooseTile(pixels, sizes.outputs);
  const across = Math.ceil(sizes.outputs / tile.channels);
  const groups = Math.ceil(pixels / tile.pixels) * across;
  const { parts, perPart } = splitDepth(groups, sizes.inputs, sizes.kernelRows * sizes.kernelColumns);
  const sums = parts === 1 ? y : dispatcher.output([parts, ...y.shape]);
  dispatcher.run({
    name: 'convolve, shared',
    constants: [...numbersOf(sizes, geometry), bias ? 1 : 0, half ? 1 : 0],
    bindings: [
      { name: 'x', tensor: x, type: 'vec4f' },
      { name: 'w', tensor: filter, type: 'vec4f' },
      { name: 'y', tensor: sums, type: 'vec4f', written: true },
      ...(bias ? [{ name: 'bias', tensor: bias, type: 'vec4f' as const }] : []),
    ],
    workgroups: { count: groups * parts, size: tile.size },
    declarations: () => `${constantsOf(sizes, geometry)}
${declareTiles(tile, half)}`,
    body: () => `
  let channel0 = (group % ${across}) * ${tile.channels};
  let pixel0 = group % ${groups} / ${across} * ${tile.pixels};
  let part = group / ${groups};
  let lastDepth = min((part + 1) * ${perPart}, INPUTS);
  for (var p = lane; p < ${tile.pixels}; p += ${tile.size}) {
    let pixel = pixel0 + p;
    let r = pixel / OUTPUT_COLUMNS % OUTPUT_ROWS;
    // A pixel beyond the last one gathers zeros only.
    rowOf[p] = select(-${1 << 24}, r * STRIDE - TOP, pixel < ${pixels});
    columnOf[p] = pixel % OUTPUT_COLUMNS * STRIDE - LEFT;
    imageOf[p] = pixel / (OUTPUT_COLUMNS * OUTPUT_ROWS) * ROWS;
  }
  ${startSums(tile)}
  for (var ky = 0; ky < KERNEL_ROWS; ky++) {
    for (var kx = 0; kx < KERNEL_COLUMNS; kx++) {
      for (var depth = part * ${perPart}; depth < lastDepth; depth += ${DEPTH}) {
        workgroupBarrier();
        for (var l = lane; l < ${tile.pixels * (DEPTH / 4)}; l += ${tile.size}) {
          let p = l / ${DEPTH / 4};
          let k = l % ${DEPTH / 4};
          let row = rowOf[p] + ky * DILATION;
          let column = columnOf[p] + kx * DILATION;
          var v = vec4f();
          if (row >= 0 && row < ROWS && column >= 0 && column < COLUMNS) {
            v = x[(((imageOf[p] + row) * COLUMNS + column) * INPUTS + depth) / 4 + k];
          }
          gathered[k * ${tile.pixels} + p] = packFour(v);
        }
        for (var l = lane; l < ${(DEPTH * tile.channels) / 4}; l += ${tile.size}) {
          let k = depth + l / ${tile.channels / 4};
          let channel = channel0 + l % ${tile.channels / 4} * 4;
          var v = vec4f();
          if (channel < OUTPUTS) { v = w[(((ky * KERNEL_COLUMNS + kx) * INPUTS + k) * OUTPUTS + channel) / 4]; }
          weights[l] = packFour(v);
        }
        workgroupBarrier();
        for (var k = 0; k < ${DEPTH / 4}; k++) {
          ${each(4, (j) => `let w${j} = unpackFour(weights[(4 * k + ${j}) * ${tile.channels / 4} + laneChannel]);`)}
          ${each(
            4,
            (p) => `{
          let v = unpackFour(gathered[k * ${tile.pixels} + lanePixel + ${p}]);
          sum${p} += v.x * w0 + v.y * w1 + v.z * w2 + v.w * w3;
          }`,
          )}
        }
      }
    }
  }
  let channel = channel0 + laneChannel * 4;
  if (channel >= OUTPUTS) { return; }
  let offset = ${bias ? 'select(vec4f(), bias[channel / 4], part == 0)' : 'vec4f()'};
  ${each(
    4,
    (p) =>
      `if (pixel0 + lanePixel + ${p} < ${pixels}) {
    let to = (part * ${pixels} + pixel0 + lanePixel + ${p}) * OUTPUTS + channel;
    y[to / 4] = unscale(sum${p}) + offset;
  }`,
  )}`,
  });
  if (sums !== y) {
    addParts(dispatcher, sums, y, parts);
    dispatcher.dispose(sums);
  }
}

interface Backward {
  dy: TensorInfo;
  filter: TensorInfo;
  dx: TensorInfo;
}

/**
 * dx from dy: the same product with the kernel's channels swapped. The weights of four gathered channels form
 * a vec4, so products are dot products. With stride 2, each workgroup computes pixels of one phase, which the
 * same taps reach.
 */
export function sharedInputGradient(
  dispatcher: Dispatcher,
  { dy, filter, dx }: Backward,
  sizes: ConvolutionSizes,
  geometry: ConvolutionGeometry,
): void {
  const { stride } = geometry;
  const half = dispatcher.halfStorage;
  const phaseRows = Math.ceil(sizes.rows / stride);
  const phaseColumns = Math.ceil(sizes.columns / stride);
  const pixels = sizes.batch * phaseRows * phaseColumns;
  const tile = chooseTile(pixels, sizes.inputs, stride * stride);
  const across = Math.ceil(sizes.inputs / tile.channels);
  const perPhase = Math.ceil(pixels / tile.pixels) * across;
  const groups = perPhase * stride * stride;
  const taps = Math.ceil((sizes.kernelRows * sizes.kernelColumns) / (stride * stride));
  const { parts, perPart } = splitDepth(groups, sizes.outputs, taps);
  const sums = parts === 1 ? dx : dispatcher.output([parts, ...dx.shape]);
  dispatcher.run({
    name: 'convolve, input gradient, shared',
    constants: [...numbersOf(sizes, geometry), half ? 1 : 0],
    bindings: [
      { name: 'dy', tensor: dy, type: 'vec4f' },
      { name: 'w', tensor: filter, type: 'vec4f' },
      { name: 'dx', tensor: sums, type: 'vec4f', written: true },
    ],
    workgroups: { count: groups * parts, size: tile.size },
    declarations: () => `${constantsOf(sizes, geometry)}
${declareTiles(tile, half)}`,
    body: () => `
  let phaseRow = group % ${groups} / ${perPhase} / STRIDE;
  let phaseColumn = group % ${groups} / ${perPhase} % STRIDE;
  let part = group / ${groups};
  let lastDepth = min((part + 1) * ${perPart}, OUTPUTS);
  let channel0 = (group % ${across}) * ${tile.channels};
  let pixel0 = group % ${perPhase} / ${across} * ${tile.pixels};
  for (var p = lane; p < ${tile.pixels}; p += ${tile.size}) {
    let pixel = pixel0 + p;
    rowOf[p] = select(-${1 << 24}, pixel / ${phaseColumns} % ${phaseRows} * STRIDE + phaseRow + TOP, pixel < ${pixels});
    columnOf[p] = pixel % ${phaseColumns} * STRIDE + phaseColumn + LEFT;
    imageOf[p] = pixel / ${phaseColumns * phaseRows} * OUTPUT_ROWS;
  }
  ${startSums(tile)}
  for (var ky = ${firstTap('phaseRow', geometry.padding[0], sizes.kernelRows, geometry)}; ky < KERNEL_ROWS; ky += ${tapStep(geometry)}) {
    for (var kx = ${firstTap('phaseColumn', geometry.padding[2], sizes.kernelColumns, geometry)}; kx < KERNEL_COLUMNS; kx += ${tapStep(geometry)}) {
      for (var depth = part * ${perPart}; depth < lastDepth; depth += ${DEPTH}) {
        workgroupBarrier();
        for (var l = lane; l < ${tile.pixels * (DEPTH / 4)}; l += ${tile.size}) {
          let p = l / ${DEPTH / 4};
          let k = l % ${DEPTH / 4};
          let row = rowOf[p] - ky * DILATION;
          let column = columnOf[p] - kx * DILATION;
          var v = vec4f();
          if (row >= 0 && row / STRIDE < OUTPUT_ROWS && column >= 0 && column / STRIDE < OUTPUT_COLUMNS) {
            let at = ((imageOf[p] + row / STRIDE) * OUTPUT_COLUMNS + column / STRIDE) * OUTPUTS + depth;
            v = dy[at / 4 + k];
          }
          gathered[k * ${tile.pixels} + p] = packFour(v);
        }
        for (var l = lane; l < ${(DEPTH * tile.channels) / 4}; l += ${tile.size}) {
          let c = l / ${DEPTH / 4};
          let k = l % ${DEPTH / 4};
          var v = vec4f();
          if (channel0 + c < INPUTS) {
            let at = ((ky * KERNEL_COLUMNS + kx) * INPUTS + channel0 + c) * OUTPUTS + depth;
            v = w[at / 4 + k];
          }
          // In the order in which neighbouring invocations read, else they all wait for the same banks of the memory.
          weights[(4 * k + c % 4) * ${tile.channels / 4} + c / 4] = packFour(v);
        }
        workgroupBarrier();
        for (var k = 0; k < ${DEPTH / 4}; k++) {
          ${each(4, (j) => `let w${j} = unpackFour(weights[(4 * k + ${j}) * ${tile.channels / 4} + laneChannel]);`)}
          ${each(
            4,
            (p) => `{
          let v = unpackFour(gathered[k * ${tile.pixels} + lanePixel + ${p}]);
          sum${p} += vec4f(dot(v, w0), dot(v, w1), dot(v, w2), dot(v, w3));
          }`,
          )}
        }
      }
    }
  }
  let channel = channel0 + laneChannel * 4;
  if (channel >= INPUTS) { return; }
  ${each(
    4,
    (p) => `{
    let pixel = pixel0 + lanePixel + ${p};
    let row = pixel / ${phaseColumns} % ${phaseRows} * STRIDE + phaseRow;
    let column = pixel % ${phaseColumns} * STRIDE + phaseColumn;
    if (pixel < ${pixels} && row < ROWS && column < COLUMNS) {
      let image = pixel / ${phaseColumns * phaseRows};
      let to = (((part * ${sizes.batch} + image) * ROWS + row) * COLUMNS + column) * INPUTS + channel;
      dx[to / 4] = unscale(sum${p});
    }
  }`,
  )}`,
  });
  if (sums !== dx) {
    addParts(dispatcher, sums, dx, parts);
    dispatcher.dispose(sums);
  }
}

interface ByFilter {
  x: TensorInfo;
  dy: TensorInfo;
  gradient: TensorInfo;
}

/** Channels of both operands in a tile of the gradient by the filter, and pixels summed at a time. */
const SIDE = 32;

/**
 * The gradient by the filter: for each tap a product over all output pixels, split into parts whose sums a
 * second program adds. 64 invocations compute 32 x 32 weights.
 */
export function sharedFilterGradient(
  dispatcher: Dispatcher,
  { x, dy, gradient }: ByFilter,
  sizes: ConvolutionSizes,
  geometry: ConvolutionGeometry,
): void {
  const { batch, outputRows, outputColumns, inputs, outputs, kernelRows, kernelColumns } = sizes;
  const half = dispatcher.halfStorage;
  const inputTiles = Math.ceil(inputs / SIDE);
  const outputTiles = Math.ceil(outputs / SIDE);
  const tiles = kernelRows * kernelColumns * inputTiles * outputTiles;
  const pixels = batch * outputRows * outputColumns;
  const wanted = Math.max(1, Math.min(Math.ceil(pixels / (8 * DEPTH)), Math.ceil((4 * ENOUGH) / tiles)));
  const perPart = Math.ceil(pixels / wanted / DEPTH) * DEPTH;
  const parts = Math.ceil(pixels / perPart);
  const weights = sizeOf(gradient.shape);
  const sums = parts === 1 ? gradient : dispatcher.output([parts, weights]);
  const quads = SIDE / 4;
  dispatcher.run({
    name: 'convolve, filter gradient, shared',
    constants: [...numbersOf(sizes, geometry), half ? 1 : 0],
    bindings: [
      { name: 'x', tensor: x, type: 'vec4f' },
      { name: 'dy', tensor: dy, type: 'vec4f' },
      { name: 'sums', tensor: sums, type: 'vec4f', written: true },
    ],
    workgroups: { count: parts * tiles, size: quads * quads },
    declarations: () => `${constantsOf(sizes, geometry)}
${declareStorage(half)}
var<workgroup> left: array<Four, ${DEPTH * quads}>;
var<workgroup> right: array<Four, ${DEPTH * quads}>;`,
    body: () => `
  let output0 = group % ${outputTiles} * ${SIDE};
  let input0 = group / ${outputTiles} % ${inputTiles} * ${SIDE};
  let tap = group / ${outputTiles * inputTiles} % ${kernelRows * kernelColumns};
  let ky = tap / KERNEL_COLUMNS;
  let kx = tap % KERNEL_COLUMNS;
  let part = group / ${tiles};
  let laneInput = lane / ${quads};
  let laneOutput = lane % ${quads};
  ${each(4, (j) => `var sum${j} = vec4f();`)}
  let last = min((part + 1) * ${perPart}, ${pixels});
  for (var pixel0 = part * ${perPart}; pixel0 < last; pixel0 += ${DEPTH}) {
    workgroupBarrier();
    for (var l = lane; l < ${DEPTH * quads}; l += ${quads * quads}) {
      let pixel = pixel0 + l / ${quads};
      let channel = l % ${quads} * 4;
      let row = pixel / OUTPUT_COLUMNS % OUTPUT_ROWS * STRIDE + ky * DILATION - TOP;
      let column = pixel % OUTPUT_COLUMNS * STRIDE + kx * DILATION - LEFT;
      let image = pixel / (OUTPUT_COLUMNS * OUTPUT_ROWS);
      var a = vec4f();
      var b = vec4f();
      if (pixel < last && row >= 0 && row < ROWS && column >= 0 && column < COLUMNS) {
        if (input0 + channel < INPUTS) {
          a = x[(((image * ROWS + row) * COLUMNS + column) * INPUTS + input0 + channel) / 4];
        }
        if (output0 + channel < OUTPUTS) { b = dy[(pixel * OUTPUTS + output0 + channel) / 4]; }
      }
      left[l] = packFour(a);
      right[l] = packFour(b);
    }
    workgroupBarrier();
    for (var k = 0; k < ${DEPTH}; k++) {
      let a = unpackFour(left[k * ${quads} + laneInput]);
      let b = unpackFour(right[k * ${quads} + laneOutput]);
      sum0 += a.x * b;
      sum1 += a.y * b;
      sum2 += a.z * b;
      sum3 += a.w * b;
    }
  }
  let input = input0 + laneInput * 4;
  let output = output0 + laneOutput * 4;
  if (input >= INPUTS || output >= OUTPUTS) { return; }
  let to = (part * ${weights} + (tap * INPUTS + input) * OUTPUTS + output) / 4;
  ${each(4, (j) => `sums[to + ${j} * OUTPUTS / 4] = unscale(sum${j});`)}`,
  });
  if (sums !== gradient) {
    addParts(dispatcher, sums, gradient, parts);
    dispatcher.dispose(sums);
  }
}

/** WGSL: the tiles of both operands, and the position from which each pixel of the tile gathers. */
function declareTiles({ pixels, channels }: Tile, half: boolean): string {
  return `${declareStorage(half)}
var<workgroup> gathered: array<Four, ${(pixels * DEPTH) / 4}>;
var<workgroup> weights: array<Four, ${(DEPTH * channels) / 4}>;
var<workgroup> rowOf: array<i32, ${pixels}>;
var<workgroup> columnOf: array<i32, ${pixels}>;
var<workgroup> imageOf: array<i32, ${pixels}>;`;
}

/** WGSL: selects this invocation's 4 pixels x 4 channels of the tile and initialises their sums. */
function startSums({ channels }: Tile): string {
  return `let laneChannel = lane % ${channels / 4};
  let lanePixel = lane / ${channels / 4} * 4;
  ${each(4, (p) => `var sum${p} = vec4f();`)}`;
}
