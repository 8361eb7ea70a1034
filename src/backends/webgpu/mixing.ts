import { MIXED_EDGES } from '../kernels/mixedSizes';
import { sizeOf } from '../kernels/sizeOf';
import { bind } from './bind';
import type { WebGPUKernel } from './WebGPUKernel';

export const mixKernels: WebGPUKernel<'MixKernels'> = (dispatcher, { k4, k6, k8, logits }) => {
  const y = dispatcher.output([...k8.shape]);
  const values = sizeOf(k8.shape) / 64;
  dispatcher.run({
    name: 'mix kernels',
    constants: [values],
    bindings: bind({ k4, k6, k8, logits }, { y }),
    threads: 64 * values,
    body: () => `${locate(values)}
  var sum = shares[2] * k8[i];
  ${inside(6, `sum += shares[1] * k6[${indexIn(6, values)}];`)}
  ${inside(4, `sum += shares[0] * k4[${indexIn(4, values)}];`)}
  y[i] = sum;`,
  });
  return y;
};

export const mixKernelsGradient: WebGPUKernel<'MixKernelsGradient'> = (dispatcher, { dy, logits }) => {
  const values = sizeOf(dy.shape) / 64;
  const [k4, k6, k8] = MIXED_EDGES.map((edge) => dispatcher.output([edge, edge, ...dy.shape.slice(2)]));
  dispatcher.run({
    name: 'mix kernels, gradient',
    constants: [values],
    bindings: bind({ dy, logits }, { k4, k6, k8 }),
    threads: 64 * values,
    body: () => `${locate(values)}
  k8[i] = shares[2] * dy[i];
  ${inside(6, `k6[${indexIn(6, values)}] = shares[1] * dy[i];`)}
  ${inside(4, `k4[${indexIn(4, values)}] = shares[0] * dy[i];`)}`,
  });
  return [k4, k6, k8];
};

/** WGSL: row and column of the tap of invocation i, its place among the tap's values, and the weights. */
function locate(values: number): string {
  return `
  let given = vec3f(logits[0], logits[1], logits[2]);
  let powers = exp(given - max(given.x, max(given.y, given.z)));
  let shares = powers / (powers.x + powers.y + powers.z);
  let row = i / ${8 * values};
  let column = i / ${values} % 8;
  let value = i % ${values};`;
}

/** WGSL that runs where a kernel of `edge` x `edge` taps has one. */
function inside(edge: number, statement: string): string {
  const border = (8 - edge) / 2;
  return `if (min(row, column) >= ${border} && max(row, column) < ${border + edge}) { ${statement} }`;
}

/** WGSL of the index of the invocation's value in such a kernel. */
function indexIn(edge: number, values: number): string {
  const border = (8 - edge) / 2;
  return `((row - ${border}) * ${edge} + column - ${border}) * ${values} + value`;
}
