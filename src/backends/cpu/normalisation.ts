import { statisticGroups } from '../kernels/statisticGroups';
import type { CpuKernel } from './CpuKernel';
import { emptyTensor } from './CpuKernel';
import { rectified } from './rectification';

/** Computes mean and variance, then y = rectify((x - mean) / sqrt(variance + epsilon) * gamma + beta). */
export const normalise: CpuKernel<'Normalise'> = ({ x, gamma, beta }, { over, epsilon, slope }) => {
  const { groups, pixels, channels } = statisticGroups(x.shape, over);
  const y = emptyTensor(x.shape);
  const mean = emptyTensor([groups, channels]);
  const variance = emptyTensor([groups, channels]);
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < channels; c++) {
      const at = (pixel: number) => (g * pixels + pixel) * channels + c;
      let sum = 0;
      for (let i = 0; i < pixels; i++) sum += x.values[at(i)];
      const centre = sum / pixels;
      let squares = 0;
      for (let i = 0; i < pixels; i++) squares += (x.values[at(i)] - centre) ** 2;
      const spread = squares / pixels;
      const scale = gamma.values[c] / Math.sqrt(spread + epsilon);
      for (let i = 0; i < pixels; i++) {
        y.values[at(i)] = rectified((x.values[at(i)] - centre) * scale + beta.values[c], slope);
      }
      mean.values[g * channels + c] = centre;
      variance.values[g * channels + c] = spread;
    }
  }
  return [y, mean, variance];
};

/**
 * Let xhat be the normalised value and h the gradient before rectification (dy, times slope where
 * xhat * gamma + beta is not positive). Then dbeta = sum h, dgamma = sum h xhat,
 *   dx = gamma / sqrt(variance + epsilon) * (h - mean(h) - xhat * mean(h xhat)),
 * with means over the group.
 */
export const normaliseGradient: CpuKernel<'NormaliseGradient'> = (
  { x, gamma, beta, mean, variance, dy },
  { over, epsilon, slope },
) => {
  const { groups, pixels, channels } = statisticGroups(x.shape, over);
  const dx = emptyTensor(x.shape);
  const dgamma = new Float64Array(channels);
  const dbeta = new Float64Array(channels);
  for (let g = 0; g < groups; g++) {
    for (let c = 0; c < channels; c++) {
      const at = (pixel: number) => (g * pixels + pixel) * channels + c;
      const inverse = 1 / Math.sqrt(variance.values[g * channels + c] + epsilon);
      const xhat = (i: number) => (x.values[at(i)] - mean.values[g * channels + c]) * inverse;
      const h = (i: number) =>
        xhat(i) * gamma.values[c] + beta.values[c] > 0 ? dy.values[at(i)] : slope * dy.values[at(i)];
      let sumH = 0;
      let sumHXhat = 0;
      for (let i = 0; i < pixels; i++) {
        sumH += h(i);
        sumHXhat += h(i) * xhat(i);
      }
      for (let i = 0; i < pixels; i++) {
        dx.values[at(i)] = gamma.values[c] * inverse * (h(i) - sumH / pixels - xhat(i) * (sumHXhat / pixels));
      }
      dgamma[c] += sumHXhat;
      dbeta[c] += sumH;
    }
  }
  return [
    dx,
    { shape: [channels], values: Float32Array.from(dgamma) },
    { shape: [channels], values: Float32Array.from(dbeta) },
  ];
};

export const affine: CpuKernel<'Affine'> = ({ x, scale, offset }, { slope }) => {
  const channels = scale.values.length;
  const y = emptyTensor(x.shape);
  for (let i = 0; i < y.values.length; i++) {
    const c = i % channels;
    y.values[i] = rectified(x.values[i] * scale.values[c] + offset.values[c], slope);
  }
  return y;
};
