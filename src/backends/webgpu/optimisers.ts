import type { TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import type { Dispatcher } from './Dispatcher';
import type { WebGPUInPlaceKernel } from './WebGPUKernel';

/*
 * In place: parameters and moments are bound for writing. One program updates as many parameters as the
 * device can bind buffers for. Numbers that change from step to step are settings, so that the pipelines can
 * be reused; they are read from the attributes again when a step is replayed.
 */

/** PyTorch's Adam; settings: rate / (1 - beta1^t), beta1, beta2, 1 / (1 - beta2^t), epsilon. */
const ADAM = `
  let m = settings[0].y * first[at] + (1.0 - settings[0].y) * g;
  let v = settings[0].z * second[at] + (1.0 - settings[0].z) * g * g;
  first[at] = m;
  second[at] = v;
  return p - settings[0].x * m / (sqrt(v * settings[0].w) + settings[1].x);`;

/** PyTorch's RMSprop; settings: rate, decay, momentum, epsilon, weight decay. */
const RMS_PROP = `
  let gradient = g + settings[1].x * p;
  let square = settings[0].y * first[at] + (1.0 - settings[0].y) * gradient * gradient;
  let momentum = settings[0].z * second[at] + gradient / (sqrt(square) + settings[0].w);
  first[at] = square;
  second[at] = momentum;
  return p - settings[0].x * momentum;`;

const AVERAGE = `
  return p + (1.0 - settings[0].x) * (g - p);`;

export const adam: WebGPUInPlaceKernel<'Adam'> = (dispatcher, inputs, attributes) => {
  const settings = () => {
    const { rate, beta1, beta2, epsilon, step } = attributes;
    return [rate / (1 - beta1 ** step), beta1, beta2, 1 / (1 - beta2 ** step), epsilon];
  };
  update(dispatcher, 'Adam', inputs.slice(0, -2), inputs.slice(-2), ADAM, settings);
};

export const rmsProp: WebGPUInPlaceKernel<'RMSProp'> = (dispatcher, inputs, attributes) => {
  const settings = () => {
    const { rate, decay, momentum, epsilon, weightDecay } = attributes;
    return [rate, decay, momentum, epsilon, weightDecay];
  };
  update(dispatcher, 'RMSprop', inputs.slice(0, -2), inputs.slice(-2), RMS_PROP, settings);
};

export const movingAverage: WebGPUInPlaceKernel<'MovingAverage'> = (dispatcher, inputs, attributes) => {
  update(dispatcher, 'moving average', inputs, [], AVERAGE, () => [attributes.decay]);
};

/**
 * @param pairs all tensors to update, followed by their gradients (or sources)
 * @param moments flat moments of all of them, or none
 * @param rule body of a WGSL function (p, g, at) -> new p
 */
function update(
  dispatcher: Dispatcher,
  name: string,
  pairs: readonly TensorInfo[],
  moments: readonly TensorInfo[],
  rule: string,
  settings: () => readonly number[],
): void {
  const count = pairs.length / 2;
  const each = Math.max(1, Math.floor((dispatcher.maxBindings - moments.length) / 2));
  let offset = 0;
  for (let from = 0; from < count; from += each) {
    const group = Array.from({ length: Math.min(each, count - from) }, (_, k) => from + k);
    const sizes = group.map((k) => sizeOf(pairs[k].shape));
    const start = offset;
    const threads = sizes.reduce((a, b) => a + b, 0);
    dispatcher.run({
      name,
      constants: [group.length],
      sizes: { START: start, ...endsOf(sizes) },
      bindings: [
        ...group.flatMap((k, place) => [
          { name: `p${place}`, tensor: pairs[k], written: true },
          { name: `g${place}`, tensor: pairs[count + k] },
        ]),
        ...moments.map((tensor, k) => ({ name: k === 0 ? 'first' : 'second', tensor, written: true })),
      ],
      threads,
      settings,
      declarations: () => `fn rule(p: f32, g: f32, at: i32) -> f32 {${rule}
}`,
      body: () =>
        group
          .map((_, place) => {
            const index = place === 0 ? 'i' : `i - END${place - 1}`;
            return `  if (i < END${place}) {
    p${place}[${index}] = rule(p${place}[${index}], g${place}[${index}], START + i);
    return;
  }`;
          })
          .join('\n'),
    });
    offset += threads;
  }
}

/** Where each tensor of these sizes ends when they lie one behind the other: END0, END1, ... */
function endsOf(sizes: readonly number[]): Record<string, number> {
  let end = 0;
  return Object.fromEntries(sizes.map((size, place) => [`END${place}`, (end += size)]));
}
