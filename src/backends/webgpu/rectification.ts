import { sizeOf } from '../kernels/sizeOf';
import { bind } from './bind';
import { readOnce } from './readOnce';
import type { WebGPUKernel } from './WebGPUKernel';
import { float } from './WebGPUKernel';

/** WGSL of rectify: the value if it is positive, otherwise slope times it. */
export function rectified(value: string, slope: number): string {
  return slope === 1 ? value : `max(${value}, 0.0) + ${float(slope)} * min(${value}, 0.0)`;
}

/** The same of four values. */
export function rectifiedFour(value: string, slope: number): string {
  return slope === 1 ? value : `max(${value}, vec4f()) + ${float(slope)} * min(${value}, vec4f())`;
}

/** WGSL of its gradient: dy if the value is positive, otherwise slope times dy. */
export function rectifiedGradient(value: string, dy: string, slope: number): string {
  return slope === 1 ? dy : `select(${float(slope)} * ${dy}, ${dy}, ${value} > 0.0)`;
}

/** The same of four values. */
export function rectifiedGradientFour(value: string, dy: string, slope: number): string {
  return slope === 1 ? dy : `select(${float(slope)} * ${dy}, ${dy}, ${value} > vec4f())`;
}

export const rectify: WebGPUKernel<'Rectify'> = (dispatcher, { x }, { slope }) => {
  const y = dispatcher.output(x.shape);
  dispatcher.run({
    name: 'rectify',
    constants: [slope],
    sizes: {},
    bindings: bind({ x }, { y }),
    threads: sizeOf(x.shape),
    body: () => `  y[i] = ${rectified('x[i]', slope)};`,
  });
  return y;
};

export const rectifyGradient: WebGPUKernel<'RectifyGradient'> = (dispatcher, { x, dy }, { slope }) => {
  const dx = dispatcher.output(x.shape);
  const reading = readOnce(dispatcher, dy, 'dy');
  dispatcher.run({
    name: 'rectify, gradient',
    constants: [slope, ...reading.constants],
    sizes: {},
    bindings: bind({ x, dy: reading.tensor }, { dx }),
    declarations: () => reading.declaration,
    threads: sizeOf(x.shape),
    body: () => `  dx[i] = ${rectifiedGradient('x[i]', 'dyAt(i)', slope)};`,
  });
  return dx;
};
