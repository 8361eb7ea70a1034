import type { CpuInPlaceKernel } from './CpuKernel';

/**
 * Kingma and Ba 2015 as PyTorch computes it: epsilon is added outside the square root of the corrected second
 * moment.
 */
export const adam: CpuInPlaceKernel<'Adam'> = (tensors, { rate, beta1, beta2, epsilon, step }) => {
  const count = (tensors.length - 2) / 2;
  const [m, v] = tensors.slice(-2).map(({ values }) => values);
  const firstCorrection = 1 - beta1 ** step;
  const secondCorrection = 1 - beta2 ** step;
  let at = 0;
  for (let t = 0; t < count; t++) {
    const parameter = tensors[t].values;
    const gradient = tensors[count + t].values;
    for (let i = 0; i < parameter.length; i++, at++) {
      m[at] = beta1 * m[at] + (1 - beta1) * gradient[i];
      v[at] = beta2 * v[at] + (1 - beta2) * gradient[i] ** 2;
      const denominator = Math.sqrt(v[at] / secondCorrection) + epsilon;
      parameter[i] -= (rate * (m[at] / firstCorrection)) / denominator;
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
  const count = (tensors.length - 2) / 2;
  const [square, buffer] = tensors.slice(-2).map(({ values }) => values);
  let at = 0;
  for (let t = 0; t < count; t++) {
    const parameter = tensors[t].values;
    const gradient = tensors[count + t].values;
    for (let i = 0; i < parameter.length; i++, at++) {
      const g = gradient[i] + weightDecay * parameter[i];
      square[at] = decay * square[at] + (1 - decay) * g ** 2;
      buffer[at] = momentum * buffer[at] + g / (Math.sqrt(square[at]) + epsilon);
      parameter[i] -= rate * buffer[at];
    }
  }
};

export const movingAverage: CpuInPlaceKernel<'MovingAverage'> = (tensors, { decay }) => {
  const count = tensors.length / 2;
  for (let t = 0; t < count; t++) {
    const average = tensors[t].values;
    const parameter = tensors[count + t].values;
    for (let i = 0; i < average.length; i++) average[i] += (1 - decay) * (parameter[i] - average[i]);
  }
};
