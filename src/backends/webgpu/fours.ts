import type { TensorInfo } from '@tensorflow/tfjs';
import type { Binding } from './Dispatcher';

/**
 * WGSL functions that read and write four neighbouring channels at once: as one vec4f if the number of
 * channels is divisible by 4 (the buffer must then be bound as array<vec4f>), otherwise one by one, with 0
 * beyond the last channel.
 */

/** `load_NAME(at, channel)`: reads four values starting at index `at`, which belongs to `channel`. */
export function loadFour(name: string, channels: number): string {
  if (channels % 4 === 0)
    return `fn load_${name}(at: i32, channel: i32) -> vec4f { return ${name}[at / 4]; }`;
  const lane = (k: number) => `v[${k}] = ${name}[at + ${k}];`;
  return `fn load_${name}(at: i32, channel: i32) -> vec4f {
  var v = vec4f();
  ${lane(0)}
  if (channel + 1 < ${channels}) { ${lane(1)} }
  if (channel + 2 < ${channels}) { ${lane(2)} }
  if (channel + 3 < ${channels}) { ${lane(3)} }
  return v;
}`;
}

/** `store_NAME(at, channel, value)`: the counterpart of {@link loadFour}. */
export function storeFour(name: string, channels: number): string {
  if (channels % 4 === 0) {
    return `fn store_${name}(at: i32, channel: i32, v: vec4f) { ${name}[at / 4] = v; }`;
  }
  const lane = (k: number) => `${name}[at + ${k}] = v[${k}];`;
  return `fn store_${name}(at: i32, channel: i32, v: vec4f) {
  ${lane(0)}
  if (channel + 1 < ${channels}) { ${lane(1)} }
  if (channel + 2 < ${channels}) { ${lane(2)} }
  if (channel + 3 < ${channels}) { ${lane(3)} }
}`;
}

/** Binds a tensor whose last axis is read and written four channels at a time. */
export function fours(name: string, tensor: TensorInfo, channels: number): Binding {
  return { name, tensor, type: channels % 4 === 0 ? 'vec4f' : 'f32' };
}
