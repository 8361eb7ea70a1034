import { bind } from './bind';
import type { NamedTensors } from './bind';
import type { Binding } from './Dispatcher';

/*
 * WGSL that reads and writes four neighbouring channels at once: as one vec4f if the number of channels is
 * divisible by 4 (the buffer is then bound as array<vec4f>), otherwise one by one, with 0 beyond the last
 * channel.
 */

/** Binds tensors whose last axis is read and written four channels at a time. */
export function bindFours(read: NamedTensors, written: NamedTensors): Binding[] {
  const bindings = bind(read, written);
  for (const binding of bindings) binding.type = channelsOf(binding) % 4 === 0 ? 'vec4f' : 'f32';
  return bindings;
}

/**
 * Declares, for each tensor read, `load_NAME(at, channel)`, which reads four values starting at index `at`,
 * which belongs to `channel`; for each written one its counterpart `store_NAME(at, channel, value)`.
 */
export function declareFours(bindings: readonly Binding[]): string {
  return bindings.map((binding) => (binding.written ? storeFour(binding) : loadFour(binding))).join('\n');
}

function loadFour(binding: Binding): string {
  const { name, type } = binding;
  const head = `fn load_${name}(at: i32, channel: i32) -> vec4f {`;
  if (type === 'vec4f') return `${head} return ${name}[at / 4]; }`;
  return `${head}
  var v = vec4f();
  ${eachLane(binding, (k) => `v[${k}] = ${name}[at + ${k}];`)}
  return v;
}`;
}

function storeFour(binding: Binding): string {
  const { name, type } = binding;
  const head = `fn store_${name}(at: i32, channel: i32, v: vec4f) {`;
  if (type === 'vec4f') return `${head} ${name}[at / 4] = v; }`;
  return `${head}
  ${eachLane(binding, (k) => `${name}[at + ${k}] = v[${k}];`)}
}`;
}

/** Repeats WGSL for the lanes of a four, up to the last channel. */
function eachLane(binding: Binding, make: (lane: number) => string): string {
  const guarded = [1, 2, 3].map((k) => `if (channel + ${k} < ${channelsOf(binding)}) { ${make(k)} }`);
  return [make(0), ...guarded].join('\n  ');
}

function channelsOf({ tensor: { shape } }: Binding): number {
  return shape[shape.length - 1];
}
