import type { CpuInPlaceKernel, CpuTensor } from './CpuKernel';

/**
 * Kingma and Ba 2015 as PyTorch computes it: epsilon is added outside the square root of the corrected second
 * moment.
 */
export const adam: CpuInPlaceKernel<'Adam'> = (tensors, { rate, beta1, beta2, epsilon, step }) => {
  const firstCorrection = 1 - beta1 ** step;
  const secondCorrection = 1 - beta2 ** step;
  for (const { parameter, gradient, first: m, second: v } of withMoments(tensors)) {
    for (let i = 0; i < parameter.length; i++) {
      m[i] = beta1 * m[i] + (1 - beta1) * gradient[i];
      v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2;
      const denominator = Math.sqrt(v[i] / secondCorrection) + epsilon;
      parameter[i] -= (rate * (m[i] / firstCorrection)) / denominator;
    }
  }
};

/**
 * PyTorch's RMSprop, not centred: square = decay square + (1 - decay) g^2,
 * buffer = momentum buffer + g / (sqrt(square) + epsilon), parameter -= rate buffer,
 * with g = gradient + weightDecay parameter.
 */
export const rmsProp: CpuInPlaceKernel<'RMSProp'> = (
  tensors,
  { rate, decay, momentum, epsilon, weightDecay },
) => {
  for (const { parameter, gradient, first: square, second: buffer } of withMoments(tensors)) {
    for (let i = 0; i < parameter.length; i++) {
      const g = gradient[i] + weightDecay * parameter[i];
      square[i] = decay * square[i] + (1 - decay) * g ** 2;
      buffer[i] = momentum * buffer[i] + g / (Math.sqrt(square[i]) + epsilon);
      parameter[i] -= rate * buffer[i];
    }
  }
};

/** The parameters with their gradients and their parts of the two moments, which follow the gradients. */
function withMoments(tensors: readonly CpuTensor[]) {
  const count = (tensors.length - 2) / 2;
  const [first, second] = tensors.slice(-2).map(({ values }) => values);
  let end = 0;
  return tensors.slice(0, count).map(({ values: parameter }, t) => {
    const start = end;
    end += parameter.length;
    const gradient = tensors[count + t].values;
    return { parameter, gradient, first: first.subarray(start, end), second: second.subarray(start, end) };
  });
}

export const movingAverage: CpuInPlaceKernel<'MovingAverage'> = (tensors, { decay }) => {
  const count = tensors.length / 2;
  for (let t = 0; t < count; t++) {
    const average = tensors[t].values;
    const parameter = tensors[count + t].values;
    for (let i = 0; i < average.length; i++) average[i] += (1 - decay) * (parameter[i] - average[i]);
  }
};
