import { convolutionSizes } from '../kernels/convolutionSizes';
import { filterGradientSizes } from '../kernels/filterGradientSizes';
import { inputGradientSizes } from '../kernels/inputGradientSizes';
import { sizeOf } from '../kernels/sizeOf';
import { each, firstTap, foursProgram, tapStep } from './convolutionSource';
import { rectifiedFour } from './rectification';
import { runInParts } from './runInParts';
import { sharedConvolution, sharedInputGradient, sharesMemory } from './sharedConvolution';
import { sharedFilterGradient } from './sharedFilterGradient';
import type { WebGPUKernel } from './WebGPUKernel';
import { PLENTY } from './WebGPUKernel';

/*
 * Implicit matrix products. If the channels allow it and the adapter is real, they use workgroup memory (see
 * `sharedConvolution.ts`). Otherwise every invocation keeps a tile of results in registers and reads its
 * operands directly from the buffers. Neighbouring invocations of a warp cover all output channels of few
 * pixels, so weights are read in whole cache lines and pixels are shared by broadcast; repeated reads hit the
 * first-level cache. There are no barriers, which cost software adapters most.
 */

/** Pixels per tile: 4 pixels x 4 channels in registers; each load of weights serves 4 pixels. */
const TILE = 4;

export const convolution: WebGPUKernel<'Convolution'> = (dispatcher, { x, filter, bias }, given) => {
  const { slope = 1, isNormalised = false, ...attributes } = given;
  const sizes = convolutionSizes(x.shape, filter.shape, attributes);
  const { batch, outputRows, outputColumns, outputs, inputs } = sizes;
  const y = dispatcher.output([batch, outputRows, outputColumns, outputs]);
  if (dispatcher.cooperative && sharesMemory(inputs, outputs)) {
    sharedConvolution(dispatcher, { x, filter, bias, y, slope, isNormalised }, sizes, attributes);
    return y;
  }
  const tiles = Math.ceil(outputColumns / TILE);
  const groups = Math.ceil(outputs / 4);
  const program = {
    name: 'convolve',
    constants: [slope],
    read: { x, w: filter, ...(bias && { bias }) },
    threads: batch * outputRows * tiles * groups,
    body: () => `
  let co = (i % ${groups}) * 4;
  let tile = i / ${groups};
  let c0 = (tile % ${tiles}) * ${TILE};
  let r = (tile / ${tiles}) % ${outputRows};
  let b = tile / ${tiles * outputRows};
  var sum: array<vec4f, ${TILE}>;
  ${each(TILE, (p) => `sum[${p}] = ${bias ? 'load_bias(co, co)' : 'vec4f()'};`)}
  for (var ky = 0; ky < KERNEL_ROWS; ky++) {
    let iy = r * STRIDE + ky * DILATION - TOP;
    if (iy < 0 || iy >= ROWS) { continue; }
    for (var kx = 0; kx < KERNEL_COLUMNS; kx++) {
      let weights = (ky * KERNEL_COLUMNS + kx) * INPUTS * OUTPUTS + co;
      ${each(TILE, (p) => `let x${p} = (c0 + ${p}) * STRIDE + kx * DILATION - LEFT;`)}
      ${each(TILE, (p) => `let in${p} = x${p} >= 0 && x${p} < COLUMNS;`)}
      ${each(TILE, (p) => `let at${p} = ((b * ROWS + iy) * COLUMNS + clamp(x${p}, 0, COLUMNS - 1)) * INPUTS;`)}
      for (var ci = 0; ci < INPUTS; ci += 4) {
        let w0 = load_w(weights + ci * OUTPUTS, co);
        ${[1, 2, 3]
          .map((k) =>
            inputs % 4 === 0
              ? `let w${k} = load_w(weights + (ci + ${k}) * OUTPUTS, co);`
              : `let w${k} = load_w(weights + min(ci + ${k}, INPUTS - 1) * OUTPUTS, co);`,
          )
          .join('\n        ')}
        ${each(
          TILE,
          (p) => `{
          let v = select(vec4f(), load_x(at${p} + ci, ci), in${p});
          sum[${p}] += v.x * w0 + v.y * w1 + v.z * w2 + v.w * w3;
        }`,
        )}
      }
    }
  }
  let out = ((b * OUTPUT_ROWS + r) * OUTPUT_COLUMNS + c0) * OUTPUTS + co;
  ${each(TILE, (p) => `if (c0 + ${p} < OUTPUT_COLUMNS) { store_y(out + ${p} * OUTPUTS, co, ${rectifiedFour(`sum[${p}]`, slope)}); }`)}`,
  };
  dispatcher.run(foursProgram(program, { y }, sizes, attributes));
  return y;
};

/**
 * The gradient by the input: pixel i gathers dy[o] through tap k if o * stride + k * dilation - before = i. A
 * tile's pixels lie `stride` apart, so that the same taps reach all of them and nothing is multiplied by
 * zero.
 */
export const inputGradient: WebGPUKernel<'ConvolutionInputGradient'> = (
  dispatcher,
  { dy, filter },
  attributes,
) => {
  const { stride } = attributes;
  const sizes = inputGradientSizes(dy.shape, filter.shape, attributes);
  const { batch, rows, columns, inputs, outputs } = sizes;
  const dx = dispatcher.output([batch, rows, columns, inputs]);
  if (dispatcher.cooperative && sharesMemory(outputs, inputs)) {
    sharedInputGradient(dispatcher, { dy, filter, dx }, sizes, attributes);
    return dx;
  }
  const phaseTiles = Math.ceil(columns / stride / TILE);
  const tiles = phaseTiles * stride;
  const groups = Math.ceil(inputs / 4);
  const program = {
    name: 'convolve, input gradient',
    read: { dy, w: filter },
    threads: batch * rows * tiles * groups,
    body: () => `
  let ci = (i % ${groups}) * 4;
  let tile = i / ${groups};
  let t = tile % ${tiles};
  let phase = t / ${phaseTiles};
  let c0 = (t % ${phaseTiles}) * ${TILE * stride} + phase;
  let r = (tile / ${tiles}) % ROWS;
  let b = tile / (${tiles} * ROWS);
  var sum: array<vec4f, ${TILE}>;
  for (var ky = ${firstTap('r', attributes.padding[0], sizes.kernelRows, attributes)}; ky < KERNEL_ROWS; ky += ${tapStep(attributes)}) {
    let oy = (r + TOP - ky * DILATION) / STRIDE;
    if (r + TOP < ky * DILATION || oy >= OUTPUT_ROWS) { continue; }
    for (var kx = ${firstTap('phase', attributes.padding[2], sizes.kernelColumns, attributes)}; kx < KERNEL_COLUMNS; kx += ${tapStep(attributes)}) {
      ${each(TILE, (p) => `let n${p} = c0 + ${p} * STRIDE + LEFT - kx * DILATION;`)}
      ${each(TILE, (p) => `let in${p} = n${p} >= 0 && n${p} / STRIDE < OUTPUT_COLUMNS;`)}
      ${each(
        TILE,
        (p) =>
          `let at${p} = ((b * OUTPUT_ROWS + oy) * OUTPUT_COLUMNS + clamp(n${p} / STRIDE, 0, OUTPUT_COLUMNS - 1)) * OUTPUTS;`,
      )}
      let tap = (ky * KERNEL_COLUMNS + kx) * INPUTS;
      ${[0, 1, 2, 3].map((k) => `let row${k} = (tap + min(ci + ${k}, INPUTS - 1)) * OUTPUTS;`).join('\n      ')}
      for (var co = 0; co < OUTPUTS; co += 4) {
        ${[0, 1, 2, 3].map((k) => `let w${k} = load_w(row${k} + co, co);`).join('\n        ')}
        ${each(
          TILE,
          (p) => `{
          let v = select(vec4f(), load_dy(at${p} + co, co), in${p});
          sum[${p}] += vec4f(dot(v, w0), dot(v, w1), dot(v, w2), dot(v, w3));
        }`,
        )}
      }
    }
  }
  let out = ((b * ROWS + r) * COLUMNS + c0) * INPUTS + ci;
  ${each(TILE, (p) => `if (c0 + ${p} * STRIDE < COLUMNS) { store_dx(out + ${p} * STRIDE * INPUTS, ci, sum[${p}]); }`)}`,
  };
  dispatcher.run(foursProgram(program, { dx }, sizes, attributes));
  return dx;
};

/** Taps of one kernel row that an invocation handles together, so that dy is read once for all of them. */
const TAPS = 4;

/**
 * The gradient by the filter: a product over all output pixels, which far outnumber the weights. The output's
 * rows are therefore split into parts, whose sums a second program adds, always in the same order, so that
 * results are reproducible.
 */
export const filterGradient: WebGPUKernel<'ConvolutionFilterGradient'> = (
  dispatcher,
  { x, dy },
  attributes,
) => {
  const sizes = filterGradientSizes(x.shape, dy.shape, attributes);
  const { batch, inputs, outputs, outputRows, kernelRows, kernelColumns } = sizes;
  const [inputGroups, outputGroups] = [Math.ceil(inputs / 4), Math.ceil(outputs / 4)];
  const tapGroups = Math.ceil(kernelColumns / TAPS);
  const taps = Math.min(TAPS, kernelColumns);
  const tiles = kernelRows * tapGroups * inputGroups * outputGroups;
  const lines = batch * outputRows;
  const parts = Math.max(1, Math.min(lines, Math.ceil(PLENTY / tiles)));
  const perPart = Math.ceil(lines / parts);
  const gradient = dispatcher.output([kernelRows, kernelColumns, inputs, outputs]);
  const weights = sizeOf(gradient.shape);
  if (dispatcher.cooperative && sharesMemory(inputs, outputs)) {
    sharedFilterGradient(dispatcher, { x, dy, gradient }, sizes, attributes);
    return gradient;
  }
  const program = {
    name: 'convolve, filter gradient',
    read: { x, dy },
    threads: parts * tiles,
    body: () => `
  let co = (i % ${outputGroups}) * 4;
  let ci = (i / ${outputGroups} % ${inputGroups}) * 4;
  let kx0 = (i / ${outputGroups * inputGroups} % ${tapGroups}) * ${taps};
  let ky = i / ${outputGroups * inputGroups * tapGroups} % KERNEL_ROWS;
  let part = i / ${tiles};
  var sum: array<vec4f, ${4 * taps}>;
  let last = min((part + 1) * ${perPart}, ${lines});
  for (var line = part * ${perPart}; line < last; line++) {
    let b = line / OUTPUT_ROWS;
    let iy = (line % OUTPUT_ROWS) * STRIDE + ky * DILATION - TOP;
    if (iy < 0 || iy >= ROWS) { continue; }
    let row = (b * ROWS + iy) * COLUMNS;
    for (var c = 0; c < OUTPUT_COLUMNS; c++) {
      let d = load_dy((line * OUTPUT_COLUMNS + c) * OUTPUTS + co, co);
      ${each(
        taps,
        (t) => `{
        let ix = c * STRIDE + (kx0 + ${t}) * DILATION - LEFT;
        if (ix >= 0 && ix < COLUMNS) {
          let v = load_x((row + ix) * INPUTS + ci, ci);
          sum[${4 * t}] += v.x * d;
          sum[${4 * t + 1}] += v.y * d;
          sum[${4 * t + 2}] += v.z * d;
          sum[${4 * t + 3}] += v.w * d;
        }
      }`,
      )}
    }
  }
  let out = part * ${weights} + ((ky * KERNEL_COLUMNS + kx0) * INPUTS + ci) * OUTPUTS + co;
  ${each(
    taps,
    (t) => `if (kx0 + ${t} < KERNEL_COLUMNS) {
    ${[0, 1, 2, 3]
      .map(
        (k) =>
          `if (ci + ${k} < INPUTS) { store_sums(out + (${t} * INPUTS + ${k}) * OUTPUTS, co, sum[${4 * t + k}]); }`,
      )
      .join('\n    ')}
  }`,
  )}`,
  };
  runInParts(dispatcher, gradient, parts, (sums) => foursProgram(program, { sums }, sizes, attributes));
  return gradient;
};
