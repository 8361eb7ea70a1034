import * as tf from '@tensorflow/tfjs';
import { Kernel } from '../../src/backends/kernels/contract';
import { normal, seededRandom } from '../../src/data/random';

/**
 * How an input's values are drawn, all seeded: `normal` N(0, 1); `offset` N(1000, 1), where a one-pass variance
 * fails; `positive` |N(0, 1)| + 0.1; `ties` whole numbers -1..1, so that maxima tie; `onehot` along the last axis;
 * `soft` positive and not summing to one; `zeros`; `small` |N(0, 1)| / 100; `tiny` N(0, 1) / 1e6, as
 * gradients of a mean loss are; `constant` 3 everywhere.
 */
export type Values =
  'normal' | 'offset' | 'positive' | 'ties' | 'onehot' | 'soft' | 'zeros' | 'small' | 'tiny' | 'constant';

/** One run of one kernel. */
export interface KernelCase {
  name: string;
  kernel: string;
  /** Shape and values by the input's name; in-place kernels number theirs. */
  inputs: Record<string, readonly [readonly number[], Values]>;
  attributes: Record<string, unknown>;
  /** Inputs that are computed from others, as the forward pass leaves them. */
  derived?: 'normalise' | 'segmentationLoss';
  /** Largest difference allowed over the largest magnitude of an output; {@link TOLERANCE} where missing. */
  tolerance?: number;
}

/** Single precision sums of some thousand terms in any order. */
export const TOLERANCE = 2e-5;

const IN_PLACE: string[] = [Kernel.Adam, Kernel.RMSProp, Kernel.MovingAverage];

/**
 * Runs a case on the present backend.
 *
 * @returns the values of every output; of an in-place kernel those of every input afterwards
 */
export async function runCase(test: KernelCase): Promise<Float32Array[]> {
  const inputs: Record<string, tf.Tensor> = {};
  Object.entries(test.inputs).forEach(([name, spec], i) => {
    inputs[name] = tf.tensor(drawInput(spec, i), [...spec[0]]);
  });
  for (const [name, tensor] of Object.entries(derivedInputs(test, inputs))) inputs[name] = tensor;
  const inPlace = IN_PLACE.includes(test.kernel);
  const named = (inPlace ? Object.values(inputs) : inputs) as tf.NamedTensorMap;
  const outputs = tf.engine().runKernel(test.kernel, named, test.attributes as never) as
    tf.Tensor | tf.Tensor[];
  const tensors = inPlace ? Object.values(inputs) : Array.isArray(outputs) ? outputs : [outputs];
  const values: Float32Array[] = [];
  for (const tensor of tensors) values.push(Float32Array.from(await tensor.data()));
  tf.dispose([outputs, inputs]);
  return values;
}

/** Largest difference of two outputs over the largest magnitude of the expected; infinite when they do not fit. */
export function caseError(actual: readonly Float32Array[], expected: readonly Float32Array[]): number {
  if (actual.length !== expected.length) return Infinity;
  const errors = expected.map((values, i) => {
    if (actual[i].length !== values.length) return Infinity;
    let largest = 1e-6;
    let difference = 0;
    values.forEach((value, j) => {
      largest = Math.max(largest, Math.abs(value));
      const d = Math.abs(value - actual[i][j]);
      difference = d <= difference ? difference : d;
      if (Number.isNaN(d)) difference = Infinity;
    });
    return difference / largest;
  });
  return Math.max(0, ...errors);
}

/** What the forward kernel would have left, computed in double. */
function derivedInputs(test: KernelCase, inputs: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  if (test.derived === 'normalise') {
    const [batch, rows, columns, channels] = inputs.x.shape;
    const groups = test.attributes.over === 'batch' ? 1 : batch;
    const pixels = (batch * rows * columns) / groups;
    const x = drawInput(test.inputs.x, 0);
    const statistics = [new Float64Array(groups * channels), new Float64Array(groups * channels)];
    const at = (i: number) => Math.floor(i / channels / pixels) * channels + (i % channels);
    x.forEach((value, i) => (statistics[0][at(i)] += value / pixels));
    x.forEach((value, i) => (statistics[1][at(i)] += (value - statistics[0][at(i)]) ** 2 / pixels));
    const [mean, variance] = statistics.map((s) => tf.tensor(Float32Array.from(s), [groups, channels]));
    return { mean, variance };
  }
  if (test.derived === 'segmentationLoss') {
    const classes = inputs.logits.shape[3] as number;
    const logits = drawInput(test.inputs.logits, 0);
    const target = drawInput(test.inputs.target, 1);
    const overlap = new Float64Array(classes - 1);
    const total = new Float64Array(classes - 1);
    for (let i = 0; i < logits.length; i += classes) {
      const e = Array.from(logits.subarray(i, i + classes), Math.exp);
      const sum = e.reduce((a, b) => a + b);
      for (let c = 1; c < classes; c++) {
        overlap[c - 1] += (e[c] / sum) * target[i + c];
        total[c - 1] += e[c] / sum + target[i + c];
      }
    }
    return { overlap: tf.tensor1d(Float32Array.from(overlap)), total: tf.tensor1d(Float32Array.from(total)) };
  }
  return {};
}

/** The values of one input, by its place among the inputs. */
export function drawInput(
  [shape, values]: readonly [readonly number[], Values],
  place: number,
): Float32Array {
  return draw(shape, values, 17 * place + 1);
}

function draw(shape: readonly number[], values: Values, seed: number): Float32Array {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  if (values === 'onehot') {
    const classes = shape[shape.length - 1];
    const result = new Float32Array(size);
    for (let i = 0; i < size; i += classes) result[i + Math.floor(random() * classes)] = 1;
    return result;
  }
  const of: Record<Exclude<Values, 'onehot'>, () => number> = {
    normal: () => normal(random),
    offset: () => 1000 + normal(random),
    positive: () => Math.abs(normal(random)) + 0.1,
    ties: () => Math.floor(random() * 3) - 1,
    soft: () => random(),
    zeros: () => 0,
    small: () => Math.abs(normal(random)) / 100,
    tiny: () => normal(random) / 1e6,
    constant: () => 3,
  };
  return Float32Array.from({ length: size }, of[values]);
}

type Geometry = { stride?: 1 | 2; dilation?: number; padding: [number, number, number, number] };

/** [batch, rows, columns, in], kernel rows and columns, out, geometry */
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
  // Channels in whole sixteens, as real networks have them; some backends treat them apart.
  [[1, 9, 7, 16], [1, 1], 16, { padding: [0, 0, 0, 0] }],
  [[2, 9, 7, 32], [3, 3], 16, { padding: [1, 1, 1, 1] }],
  [[1, 11, 9, 16], [3, 3], 64, { dilation: 2, padding: [2, 2, 2, 2] }],
  [[1, 9, 11, 16], [3, 3], 48, { stride: 2, padding: [1, 1, 1, 1] }],
  [[2, 8, 6, 16], [8, 8], 32, { stride: 2, padding: [3, 3, 3, 3] }],
  [[1, 11, 13, 16], [3, 3], 16, { stride: 2, dilation: 2, padding: [2, 1, 2, 0] }],
  // So many that WebGPU splits their sums into parts, not all of them equal.
  [[1, 5, 6, 128], [4, 4], 144, { stride: 2, padding: [1, 1, 1, 1] }],
  [[2, 5, 6, 144], [3, 3], 128, { padding: [1, 1, 1, 1] }],
  [[1, 5, 6, 16], [4, 4], 272, { stride: 2, padding: [1, 1, 1, 1] }],
  [[1, 20, 24, 16], [4, 4], 16, { padding: [1, 1, 1, 1] }],
];

function convolutionCases(): KernelCase[] {
  return CONVOLUTIONS.flatMap(([x, [kernelRows, kernelColumns], outputs, geometry], i) => {
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
    const cases: KernelCase[] = [
      {
        name: `convolution ${label}${i % 2 ? ' with bias' : ''}`,
        kernel: Kernel.Convolution,
        inputs: {
          x: [x, 'normal'],
          filter: [filter, 'normal'],
          ...(i % 2 ? { bias: [[outputs], 'normal'] as const } : {}),
        },
        attributes,
      },
      {
        name: `input gradient of convolution ${label}`,
        kernel: Kernel.ConvolutionInputGradient,
        inputs: { dy: [dy, 'normal'], filter: [filter, 'normal'] },
        attributes: { ...attributes, rows, columns },
      },
      {
        name: `filter gradient of convolution ${label}`,
        kernel: Kernel.ConvolutionFilterGradient,
        inputs: { x: [x, 'normal'], dy: [dy, 'normal'] },
        attributes: { ...attributes, kernelRows, kernelColumns },
      },
    ];
    return cases;
  });
}

function normalisationCases(): KernelCase[] {
  const shapes: (readonly [number, number, number, number])[] = [
    [1, 1, 3, 1],
    [2, 4, 5, 3],
    [3, 7, 7, 12],
    [1, 5, 3, 17],
    [4, 16, 16, 8],
    [2, 3, 3, 48],
    [2, 64, 64, 5],
  ];
  const cases: KernelCase[] = [];
  const add = (x: (typeof shapes)[number], over: string, slope: number, values: Values) => {
    const channels = x[3];
    const label = `over ${over} of ${values} [${x.join(', ')}], slope ${slope}`;
    const attributes = { over, slope, epsilon: 1e-5 };
    const weights = { gamma: [[channels], 'normal'], beta: [[channels], 'normal'] } as const;
    // At an offset of 1000 a single-precision input itself is rounded to 6e-5 of its deviation.
    const tolerance = values === 'offset' ? 5e-4 : values === 'constant' ? 1e-3 : 5e-5;
    cases.push(
      {
        name: `normalise ${label}`,
        kernel: Kernel.Normalise,
        inputs: { x: [x, values], ...weights },
        attributes,
        tolerance,
      },
      {
        name: `normalise gradient ${label}`,
        kernel: Kernel.NormaliseGradient,
        inputs: { x: [x, values], ...weights, dy: [x, 'normal'] },
        attributes,
        derived: 'normalise',
        tolerance,
      },
    );
  };
  for (const x of shapes) {
    for (const over of ['batch', 'instance']) for (const slope of [0, 0.2, 1]) add(x, over, slope, 'normal');
  }
  add([2, 8, 8, 5], 'batch', 0, 'offset');
  add([2, 8, 8, 5], 'instance', 1, 'offset');
  add([2, 4, 4, 3], 'batch', 0.2, 'constant');
  for (const slope of [0, 0.2, 1]) {
    for (const x of [shapes[0], shapes[3], shapes[4]]) {
      cases.push({
        name: `affine [${x.join(', ')}], slope ${slope}`,
        kernel: Kernel.Affine,
        inputs: { x: [x, 'normal'], scale: [[x[3]], 'normal'], offset: [[x[3]], 'normal'] },
        attributes: { slope },
      });
    }
  }
  return cases;
}

function elementwiseCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const shape of [[1], [7], [2, 3, 5, 3], [2, 9, 8, 16], [65, 33]]) {
    for (const slope of [0, 0.2, 1]) {
      const label = `[${shape.join(', ')}], slope ${slope}`;
      cases.push(
        {
          name: `rectify ${label}`,
          kernel: Kernel.Rectify,
          inputs: { x: [shape, 'normal'] },
          attributes: { slope },
        },
        {
          name: `rectify gradient ${label}`,
          kernel: Kernel.RectifyGradient,
          inputs: { x: [shape, 'ties'], dy: [shape, 'normal'] },
          attributes: { slope },
        },
      );
    }
  }
  return cases;
}

function resamplingCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const [batch, rows, columns, channels] of [
    [1, 2, 2, 1],
    [2, 6, 4, 3],
    [1, 10, 14, 5],
    [3, 8, 8, 12],
    [1, 2, 6, 17],
    [2, 4, 4, 48],
  ]) {
    const large = [batch, rows, columns, channels];
    const small = [batch, rows / 2, columns / 2, channels];
    const label = `[${large.join(', ')}]`;
    for (const x of ['normal', 'ties'] as const) {
      cases.push(
        {
          name: `select maximum of ${x} ${label}`,
          kernel: Kernel.SelectMaximum2,
          inputs: { x: [large, x], values: [large, 'normal'] },
          attributes: {},
        },
        {
          name: `scatter to maximum of ${x} ${label}`,
          kernel: Kernel.ScatterMaximum2,
          inputs: { x: [large, x], dy: [small, 'normal'] },
          attributes: {},
        },
      );
    }
    for (const bilinear of [false, true]) {
      const kind = bilinear ? 'bilinear' : 'nearest';
      cases.push(
        {
          name: `upsample ${kind} to ${label}`,
          kernel: Kernel.Upsample2,
          inputs: { x: [small, 'normal'] },
          attributes: { bilinear },
        },
        {
          name: `upsample ${kind} gradient from ${label}`,
          kernel: Kernel.Upsample2Gradient,
          inputs: { dy: [large, 'normal'] },
          attributes: { bilinear },
        },
      );
    }
  }
  // Odd sizes of the small image.
  for (const bilinear of [false, true]) {
    cases.push(
      {
        name: `upsample ${bilinear ? 'bilinear' : 'nearest'} from [2, 5, 3, 3]`,
        kernel: Kernel.Upsample2,
        inputs: { x: [[2, 5, 3, 3], 'normal'] },
        attributes: { bilinear },
      },
      {
        name: `upsample ${bilinear ? 'bilinear' : 'nearest'} gradient from [2, 10, 6, 3]`,
        kernel: Kernel.Upsample2Gradient,
        inputs: { dy: [[2, 10, 6, 3], 'normal'] },
        attributes: { bilinear },
      },
    );
  }
  return cases;
}

function channelCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const [first, second] of [
    [1, 1],
    [3, 5],
    [12, 17],
    [16, 48],
    [2, 1],
  ]) {
    const [a, b, both] = [first, second, first + second].map((n) => [2, 5, 7, n]);
    cases.push(
      {
        name: `concatenate ${first} and ${second} channels`,
        kernel: Kernel.Concatenate,
        inputs: { a: [a, 'normal'], b: [b, 'normal'] },
        attributes: {},
      },
      {
        name: `channels ${first}.. of ${first + second}`,
        kernel: Kernel.ChannelSlice,
        inputs: { x: [both, 'normal'] },
        attributes: { begin: first, size: second },
      },
      {
        name: `first ${first} channels of ${first + second}`,
        kernel: Kernel.ChannelSlice,
        inputs: { x: [both, 'normal'] },
        attributes: { begin: 0, size: first },
      },
    );
  }
  for (const x of [
    [1, 1, 1, 1],
    [2, 5, 7, 3],
    [3, 9, 2, 12],
    [1, 4, 4, 17],
    [4, 16, 16, 48],
    [2, 64, 64, 5],
  ]) {
    cases.push({
      name: `channel sums of [${x.join(', ')}]`,
      kernel: Kernel.ChannelSums,
      inputs: { x: [x, 'normal'] },
      attributes: {},
    });
  }
  return cases;
}

function lossCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const [batch, rows, columns, classes] of [
    [1, 1, 1, 2],
    [2, 5, 7, 2],
    [1, 9, 6, 3],
    [3, 8, 8, 4],
    [2, 3, 5, 5],
    [4, 32, 32, 6],
  ]) {
    const shape = [batch, rows, columns, classes];
    for (const target of ['onehot', 'soft'] as const) {
      for (const smooth of [1, 1e-6]) {
        const label = `[${shape.join(', ')}], ${target} target, smooth ${smooth}`;
        cases.push(
          {
            name: `segmentation loss ${label}`,
            kernel: Kernel.SegmentationLoss,
            inputs: { logits: [shape, 'normal'], target: [shape, target] },
            attributes: { smooth },
          },
          {
            name: `segmentation loss gradient ${label}`,
            kernel: Kernel.SegmentationLossGradient,
            inputs: { logits: [shape, 'normal'], target: [shape, target], dy: [[], 'positive'] },
            attributes: { smooth },
            derived: 'segmentationLoss',
          },
        );
      }
    }
  }
  return cases;
}

function optimiserCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  for (const shapes of [[[1]], [[3, 3, 5, 7], [7]], [[17], [1], [2, 2, 3, 5], [4]], [[64, 33], [5]]]) {
    const sizes = shapes.map((shape) => shape.reduce((a, b) => a * b, 1));
    const flat = [sizes.reduce((a, b) => a + b)];
    const tensors = (...groups: (readonly [readonly number[], Values])[][]) =>
      Object.fromEntries(groups.flat().map((entry, i) => [String(i), entry]));
    const all = (values: Values) => shapes.map((shape) => [shape, values] as const);
    const label = shapes.map((shape) => `[${shape.join(', ')}]`).join(' ');
    const adam = { rate: 1e-2, beta1: 0.5, beta2: 0.999, epsilon: 1e-8 };
    const rmsProp = { rate: 1e-2, decay: 0.99, momentum: 0.9, epsilon: 1e-8, weightDecay: 0.01 };
    cases.push(
      {
        name: `first Adam step of ${label}`,
        kernel: Kernel.Adam,
        inputs: tensors(all('normal'), all('normal'), [[flat, 'zeros']], [[flat, 'zeros']]),
        attributes: { ...adam, step: 1 },
      },
      {
        name: `tenth Adam step of ${label}`,
        kernel: Kernel.Adam,
        inputs: tensors(all('normal'), all('normal'), [[flat, 'normal']], [[flat, 'small']]),
        attributes: { ...adam, step: 10 },
      },
      {
        name: `Adam step of ${label} without gradient`,
        kernel: Kernel.Adam,
        inputs: tensors(all('normal'), all('zeros'), [[flat, 'zeros']], [[flat, 'zeros']]),
        attributes: { ...adam, step: 1 },
      },
      {
        name: `RMSProp step of ${label}`,
        kernel: Kernel.RMSProp,
        inputs: tensors(all('normal'), all('normal'), [[flat, 'small']], [[flat, 'normal']]),
        attributes: rmsProp,
      },
      {
        name: `moving average of ${label}`,
        kernel: Kernel.MovingAverage,
        inputs: tensors(all('normal'), all('normal')),
        attributes: { decay: 0.9 },
      },
    );
  }
  return cases;
}

/** Every kernel of the contract in ordinary and awkward shapes. A backend passes when it agrees with `cpu` on all. */
export const KERNEL_CASES: readonly KernelCase[] = [
  ...convolutionCases(),
  ...normalisationCases(),
  ...elementwiseCases(),
  ...resamplingCases(),
  ...channelCases(),
  ...lossCases(),
  ...optimiserCases(),
];
