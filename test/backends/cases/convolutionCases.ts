import type { KernelCase } from '../../support/kernelCases';

type Geometry = { stride?: 1 | 2; dilation?: number; padding: [number, number, number, number] };

/** [batch, rows, columns, in], [kernelRows, kernelColumns], out, geometry */
type Convolution = readonly [
  readonly [number, number, number, number],
  readonly [number, number],
  number,
  Geometry,
];

const CONVOLUTIONS: readonly Convolution[] = [
  [[1, 1, 1, 1], [1, 1], 1, { padding: [0, 0, 0, 0] }],
  [[2, 5, 7, 3], [1, 1], 2, { padding: [0, 0, 0, 0] }],
  [[2, 9, 6, 48], [1, 1], 5, { padding: [0, 0, 0, 0] }],
  [[2, 8, 8, 1], [3, 3], 12, { padding: [1, 1, 1, 1] }],
  [[2, 9, 11, 5], [3, 3], 17, { padding: [1, 1, 1, 1] }],
  [[1, 7, 5, 17], [3, 3], 5, { padding: [0, 2, 1, 0] }],
  [[3, 16, 16, 12], [3, 3], 12, { padding: [1, 1, 1, 1] }],
  [[1, 6, 6, 48], [3, 3], 48, { padding: [1, 1, 1, 1] }],
  [[4, 8, 8, 16], [3, 3], 32, { padding: [1, 1, 1, 1] }],
  [[1, 33, 2, 3], [3, 3], 4, { padding: [2, 2, 2, 2] }],
  [[1, 3, 70, 2], [3, 3], 3, { padding: [1, 1, 1, 1] }],
  [[2, 6, 7, 5], [2, 2], 3, { padding: [0, 0, 0, 0] }],
  [[2, 6, 7, 5], [2, 2], 3, { padding: [0, 1, 1, 0] }],
  [[1, 7, 6, 3], [4, 4], 1, { padding: [1, 1, 1, 1] }],
  [[2, 8, 7, 12], [5, 5], 8, { padding: [2, 2, 2, 2] }],
  [[1, 9, 10, 3], [8, 8], 2, { padding: [3, 3, 3, 3] }],
  [[1, 5, 6, 2], [3, 1], 3, { padding: [1, 1, 0, 0] }],
  [[1, 5, 6, 2], [1, 4], 3, { padding: [0, 0, 2, 1] }],
  [[2, 8, 10, 3], [1, 1], 4, { stride: 2, padding: [0, 0, 0, 0] }],
  [[2, 9, 7, 3], [1, 1], 4, { stride: 2, padding: [0, 0, 0, 0] }],
  [[2, 8, 6, 12], [2, 2], 17, { stride: 2, padding: [0, 0, 0, 0] }],
  [[1, 9, 7, 5], [2, 2], 3, { stride: 2, padding: [0, 0, 0, 0] }],
  [[2, 9, 8, 5], [3, 3], 12, { stride: 2, padding: [1, 1, 1, 1] }],
  [[2, 16, 12, 3], [4, 4], 17, { stride: 2, padding: [1, 1, 1, 1] }],
  [[2, 2, 2, 48], [4, 4], 48, { stride: 2, padding: [1, 1, 1, 1] }],
  [[1, 9, 11, 12], [4, 4], 5, { stride: 2, padding: [1, 2, 0, 1] }],
  [[2, 8, 6, 3], [6, 6], 5, { stride: 2, padding: [2, 2, 2, 2] }],
  [[2, 8, 12, 12], [8, 8], 17, { stride: 2, padding: [3, 3, 3, 3] }],
  [[1, 2, 2, 3], [8, 8], 48, { stride: 2, padding: [3, 3, 3, 3] }],
  [[1, 32, 32, 1], [8, 8], 24, { stride: 2, padding: [3, 3, 3, 3] }],
  [[2, 11, 9, 5], [3, 3], 12, { dilation: 2, padding: [2, 2, 2, 2] }],
  [[1, 12, 13, 12], [3, 3], 17, { dilation: 3, padding: [3, 3, 3, 3] }],
  [[1, 9, 9, 3], [2, 2], 4, { dilation: 3, padding: [0, 3, 2, 1] }],
  [[1, 11, 13, 3], [3, 3], 4, { stride: 2, dilation: 2, padding: [2, 1, 2, 0] }],
  // Channels in multiples of sixteen, as in real networks; some backends handle them separately.
  [[1, 9, 7, 16], [1, 1], 16, { padding: [0, 0, 0, 0] }],
  [[2, 9, 7, 32], [3, 3], 16, { padding: [1, 1, 1, 1] }],
  [[1, 11, 9, 16], [3, 3], 64, { dilation: 2, padding: [2, 2, 2, 2] }],
  [[1, 9, 11, 16], [3, 3], 48, { stride: 2, padding: [1, 1, 1, 1] }],
  [[2, 8, 6, 16], [8, 8], 32, { stride: 2, padding: [3, 3, 3, 3] }],
  [[1, 11, 13, 16], [3, 3], 16, { stride: 2, dilation: 2, padding: [2, 1, 2, 0] }],
  // So many channels that WebGPU splits their sums into parts, not all of equal size.
  [[1, 5, 6, 128], [4, 4], 144, { stride: 2, padding: [1, 1, 1, 1] }],
  [[2, 5, 6, 144], [3, 3], 128, { padding: [1, 1, 1, 1] }],
  [[1, 5, 6, 16], [4, 4], 272, { stride: 2, padding: [1, 1, 1, 1] }],
  [[1, 20, 24, 16], [4, 4], 16, { padding: [1, 1, 1, 1] }],
];

/**
 * By Winograd's method on WASM: partial tiles, uneven padding, a last panel of 4 channels, blocks of tiles
 * that end within an image, several images in a block, and so many tiles that the filter's gradient takes
 * two passes.
 */
const BY_WINOGRAD: readonly Convolution[] = [
  [[2, 11, 9, 12], [3, 3], 20, { padding: [0, 2, 1, 0] }],
  [[3, 4, 13, 8], [3, 3], 28, { padding: [2, 2, 2, 2] }],
  [[1, 66, 5, 20], [3, 3], 16, { padding: [0, 0, 0, 0] }],
  [[9, 3, 3, 16], [3, 3], 24, { padding: [1, 1, 1, 1] }],
  [[1, 20, 24, 136], [3, 3], 128, { padding: [1, 1, 1, 1] }],
];

/** A convolution and its two gradients in ordinary and awkward shapes. */
export const convolutionCases = () => casesOf(CONVOLUTIONS);

/** The same in shapes that are awkward for Winograd's method. */
export const winogradCases = () => casesOf(BY_WINOGRAD);

function casesOf(convolutions: readonly Convolution[]): KernelCase[] {
  return convolutions.flatMap(([x, [kernelRows, kernelColumns], outputs, geometry], i) => {
    const { stride = 1, dilation = 1, padding } = geometry;
    const [batch, rows, columns, inputs] = x;
    const size = (length: number, kernel: number, before: number, after: number) =>
      Math.floor((length + before + after - dilation * (kernel - 1) - 1) / stride) + 1;
    const outputRows = size(rows, kernelRows, padding[0], padding[1]);
    const outputColumns = size(columns, kernelColumns, padding[2], padding[3]);
    const filter = [kernelRows, kernelColumns, inputs, outputs];
    const dy = [batch, outputRows, outputColumns, outputs];
    const label = `[${x.join(', ')}] by ${kernelRows}x${kernelColumns} to ${outputs}, stride ${stride}, dilation ${dilation}, padding [${padding.join(', ')}]`;
    const attributes = { stride, dilation, padding };
    const slope = [0.2, 1, 1, 0][i % 4];
    const cases: KernelCase[] = [
      {
        name: `convolution ${label}${i % 2 ? ' with bias' : ''}${slope === 1 ? '' : ', rectified'}`,
        kernel: 'Convolution',
        inputs: {
          x: [x, 'normal'],
          filter: [filter, 'normal'],
          ...(i % 2 ? { bias: [[outputs], 'normal'] as const } : {}),
        },
        attributes: { ...attributes, slope },
      },
      {
        name: `input gradient of convolution ${label}`,
        kernel: 'ConvolutionInputGradient',
        inputs: { dy: [dy, 'normal'], filter: [filter, 'normal'] },
        attributes: { ...attributes, rows, columns },
      },
      {
        name: `filter gradient of convolution ${label}`,
        kernel: 'ConvolutionFilterGradient',
        inputs: { x: [x, 'normal'], dy: [dy, 'normal'] },
        attributes: { ...attributes, kernelRows, kernelColumns },
      },
    ];
    return cases;
  });
}
