import * as tf from '@tensorflow/tfjs';
import type { KernelCase, Values } from '../../support/kernelCases';
import { shapes } from './shapes';

export function normalisationCases(): KernelCase[] {
  const cases: KernelCase[] = [];
  const add = (x: number[], over: 'batch' | 'instance', slope: number, values: Values) => {
    const channels = x[3];
    const label = `over ${over} of ${values} [${x.join(', ')}], slope ${slope}`;
    const attributes = { over, slope, epsilon: 1e-5 };
    const weights = { gamma: [[channels], 'normal'], beta: [[channels], 'normal'] } as const;
    // At an offset of 1000, rounding the single-precision input alone costs 6e-5 of its deviation.
    const tolerance = values === 'offset' ? 5e-4 : values === 'constant' ? 1e-3 : 5e-5;
    cases.push(
      {
        name: `normalise ${label}`,
        kernel: 'Normalise',
        inputs: { x: [x, values], ...weights },
        attributes,
        tolerance,
      },
      {
        name: `normalise gradient ${label}`,
        kernel: 'NormaliseGradient',
        inputs: { x: [x, values], ...weights, dy: [x, 'normal'] },
        attributes,
        derive: ({ x: values }) => momentsOf(values, x, over),
        tolerance,
      },
    );
  };
  const slopes = [0, 0.2, 1];
  shapes('1x1x3x1 2x4x5x3 3x7x7x12 1x5x3x17 4x16x16x8 2x3x3x48 2x64x64x5').forEach((x, i) => {
    add(x, 'batch', slopes[i % 3], 'normal');
    add(x, 'instance', slopes[(i + 1) % 3], 'normal');
  });
  add([2, 8, 8, 5], 'batch', 0, 'offset');
  add([2, 8, 8, 5], 'instance', 1, 'offset');
  add([2, 4, 4, 3], 'batch', 0.2, 'constant');
  for (const slope of slopes) {
    for (const x of shapes('1x1x3x1 1x5x3x17 4x16x16x8')) {
      cases.push({
        name: `affine [${x.join(', ')}], slope ${slope}`,
        kernel: 'Affine',
        inputs: { x: [x, 'normal'], scale: [[x[3]], 'normal'], offset: [[x[3]], 'normal'] },
        attributes: { slope },
        // Otherwise values lie too close to the rectifier's kink.
        checkGradients: slope === 1,
      });
    }
  }
  return cases;
}

/** Mean and variance as the forward kernel returns them, computed in double precision. */
function momentsOf(x: Float32Array, shape: readonly number[], over: 'batch' | 'instance') {
  const [batch, rows, columns, channels] = shape;
  const groups = over === 'batch' ? 1 : batch;
  const pixels = (batch * rows * columns) / groups;
  const [mean, variance] = [new Float64Array(groups * channels), new Float64Array(groups * channels)];
  const at = (i: number) => Math.floor(i / channels / pixels) * channels + (i % channels);
  x.forEach((value, i) => (mean[at(i)] += value / pixels));
  x.forEach((value, i) => (variance[at(i)] += (value - mean[at(i)]) ** 2 / pixels));
  const tensor = (values: Float64Array) => tf.tensor(Float32Array.from(values), [groups, channels]);
  return { mean: tensor(mean), variance: tensor(variance) };
}
