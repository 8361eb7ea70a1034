import type { TensorInfo } from '@tensorflow/tfjs';
import type { ConvolutionGeometry } from '../kernels/contract';
import type { ConvolutionSizes } from '../kernels/convolutionSizes';
import { firstTap, tapStep } from './convolutionSource';
import type { Dispatcher } from './Dispatcher';
import { runTiledProduct } from './tiledProduct';
import { DEPTH } from './tileStorage';

/** Whether channels come in whole vec4 and suffice to fill a tile. */
export function sharesMemory(gathered: number, produced: number): boolean {
  return gathered % DEPTH === 0 && produced % 4 === 0 && produced >= 16;
}

interface Forward {
  x: TensorInfo;
  filter: TensorInfo;
  bias?: TensorInfo;
  y: TensorInfo;
  /** Factor of negative results. */
  slope: number;
  /** Whether the result is normalised next. */
  isNormalised: boolean;
}

/** y = x (*) filter + bias, rectified. */
export function sharedConvolution(
  dispatcher: Dispatcher,
  { x, filter, bias, y, slope, isNormalised }: Forward,
  sizes: ConvolutionSizes,
  geometry: ConvolutionGeometry,
): void {
  const pixels = sizes.batch * sizes.outputRows * sizes.outputColumns;
  runTiledProduct(dispatcher, {
    name: 'convolve, shared',
    read: { x, w: filter, ...(bias && { bias }) },
    result: y,
    sizes,
    geometry,
    gathered: 'inputs',
    produced: 'outputs',
    phases: 1,
    pixels,
    firstRow: '0',
    firstColumn: '0',
    tapStep: 1,
    prelude: '',
    origin: {
      row: 'pixel / OUTPUT_COLUMNS % OUTPUT_ROWS * STRIDE - TOP',
      column: 'pixel % OUTPUT_COLUMNS * STRIDE - LEFT',
      image: 'pixel / (OUTPUT_COLUMNS * OUTPUT_ROWS) * ROWS',
    },
    gather: `let row = rowOf[p] + ky * DILATION;
          let column = columnOf[p] + kx * DILATION;
          if (row >= 0 && row < ROWS && column >= 0 && column < COLUMNS) {
            v = x[(((imageOf[p] + row) * COLUMNS + column) * INPUTS + depth) / 4 + k];
          }`,
    weigh: ({ channels }) => `let at = l;
          let k = depth + l / ${channels / 4};
          let channel = channel0 + l % ${channels / 4} * 4;
          if (channel < OUTPUTS) { v = w[(((ky * KERNEL_COLUMNS + kx) * INPUTS + k) * OUTPUTS + channel) / 4]; }`,
    multiply: 'v.x * w0 + v.y * w1 + v.z * w2 + v.w * w3',
    slope,
    isNormalised: isNormalised && !bias && slope === 1,
    store: (finish) => `
      let biased = sum + ${bias ? 'select(vec4f(), bias[channel / 4], part == 0)' : 'vec4f()'};
      result[((part * ${pixels} + pixel) * OUTPUTS + channel) / 4] = ${finish('biased')};`,
  });
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
  const { stride, padding } = geometry;
  const phaseRows = Math.ceil(sizes.rows / stride);
  const phaseColumns = Math.ceil(sizes.columns / stride);
  const row = `pixel / ${phaseColumns} % ${phaseRows} * STRIDE + phaseRow`;
  const column = `pixel % ${phaseColumns} * STRIDE + phaseColumn`;
  const image = `pixel / ${phaseColumns * phaseRows}`;
  runTiledProduct(dispatcher, {
    name: 'convolve, input gradient, shared',
    read: { dy, w: filter },
    result: dx,
    sizes,
    geometry,
    gathered: 'outputs',
    produced: 'inputs',
    phases: stride * stride,
    pixels: sizes.batch * phaseRows * phaseColumns,
    firstRow: firstTap('phaseRow', padding[0], sizes.kernelRows, geometry),
    firstColumn: firstTap('phaseColumn', padding[2], sizes.kernelColumns, geometry),
    tapStep: tapStep(geometry),
    prelude: `let phaseRow = phase / STRIDE;
  let phaseColumn = phase % STRIDE;`,
    origin: { row: `${row} + TOP`, column: `${column} + LEFT`, image: `${image} * OUTPUT_ROWS` },
    gather: `let row = rowOf[p] - ky * DILATION;
          let column = columnOf[p] - kx * DILATION;
          if (row >= 0 && row / STRIDE < OUTPUT_ROWS && column >= 0 && column / STRIDE < OUTPUT_COLUMNS) {
            let at = ((imageOf[p] + row / STRIDE) * OUTPUT_COLUMNS + column / STRIDE) * OUTPUTS + depth;
            v = dy[at / 4 + k];
          }`,
    // In the order in which neighbouring invocations read, so that they do not wait for the same memory bank.
    weigh: ({ channels }) => `let c = l / ${DEPTH / 4};
          let k = l % ${DEPTH / 4};
          let at = (4 * k + c % 4) * ${channels / 4} + c / 4;
          if (channel0 + c < INPUTS) {
            v = w[(((ky * KERNEL_COLUMNS + kx) * INPUTS + channel0 + c) * OUTPUTS + depth) / 4 + k];
          }`,
    multiply: 'vec4f(dot(v, w0), dot(v, w1), dot(v, w2), dot(v, w3))',
    store: () => `
      let row = ${row};
      let column = ${column};
      let image = part * ${sizes.batch} + ${image};
      if (row < ROWS && column < COLUMNS) {
        result[(((image * ROWS + row) * COLUMNS + column) * INPUTS + channel) / 4] = sum;
      }`,
  });
}
