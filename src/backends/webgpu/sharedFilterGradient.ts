import type { TensorInfo } from '@tensorflow/tfjs';
import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import { sizeOf } from '../kernels/sizeOf';
import { bind } from './bind';
import { constantsOf, each, numbersOf } from './convolutionSource';
import type { Dispatcher } from './Dispatcher';
import { runInParts } from './runInParts';
import { declareStorage, DEPTH, ENOUGH } from './tileStorage';

interface ByFilter {
  x: TensorInfo;
  dy: TensorInfo;
  gradient: TensorInfo;
}

/** Channels of both operands in a tile of the gradient by the filter, and pixels summed at a time. */
const SIDE = 32;

/**
 * The gradient by the filter: for each tap a product over all output pixels, split into parts. 64 invocations
 * compute 32 x 32 weights.
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
  // So few pixels are summed sooner than their parts are added.
  const most = pixels <= 32 * DEPTH ? 1 : Math.ceil(pixels / (8 * DEPTH));
  const wanted = Math.min(most, Math.ceil((4 * ENOUGH) / tiles));
  const perPart = Math.ceil(pixels / wanted / DEPTH) * DEPTH;
  const parts = Math.ceil(pixels / perPart);
  const weights = sizeOf(gradient.shape);
  const quads = SIDE / 4;
  runInParts(dispatcher, gradient, parts, (sums) => ({
    name: 'convolve, filter gradient, shared',
    constants: [...numbersOf(sizes, geometry), half ? 1 : 0],
    bindings: bind({ x, dy }, { sums }, 'vec4f'),
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
  }));
}
