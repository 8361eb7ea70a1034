import * as tf from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sizeOf } from '../kernels/sizeOf';
import { BufferNumbers } from './BufferNumbers';
import { KeptBindGroups } from './KeptBindGroups';
import { submitEvery } from './submissions';

/** Private members of TF.js's command recording that each of our programs must keep consistent. */
interface Recording {
  computePassEncoder: GPUComputePassEncoder | null;
  commandEncoder: GPUCommandEncoder | null;
  commandQueueOwnedIds: WeakSet<object>;
  dispatchCountInPass: number;
  makeUniforms(uniforms: { type: 'float32'; data: number[] }[]): GPUBindingResource;
}

/** TF.js's flag: programs are compiled but not run, see `compileAhead`. */
export const COMPILE_ONLY = 'WEBGPU_ENGINE_COMPILE_ONLY';

/** A tensor bound to a program. */
export interface Binding {
  name: string;
  tensor: TensorInfo;
  /** Element type in the shader; vec4f requires a size divisible by 4. */
  type?: 'f32' | 'vec4f';
  /** Whether the program writes it. */
  written?: boolean;
}

/**
 * One dispatch. What is constant during training is part of the source where programs are faster for it, and
 * otherwise among `sizes`.
 */
export interface Program {
  /** Name of the operation in error messages. */
  name: string;
  /**
   * All numbers on which the source depends; programs with equal names and constants must have equal sources.
   */
  constants: readonly (number | string)[];
  /**
   * Whole numbers that the body uses by these names. Programs that differ only in them, and in their number
   * of threads or workgroups, are compiled once.
   */
  sizes?: Readonly<Record<string, number>>;
  bindings: readonly Binding[];
  /** Number of invocations; the body sees its index as `i`, an i32. */
  threads?: number;
  /**
   * Instead of `threads`: cooperating workgroups; the body sees its workgroup's index as `group` and its own
   * index in it as `lane`.
   */
  workgroups?: { count: number; size: number };
  /** WGSL before the body: constants and functions. */
  declarations?: () => string;
  /** WGSL statements of one invocation. */
  body: () => string;
  /**
   * Computes numbers that change from step to step, available as `settings[k]`, k = 0 or 1, each a vec4f; at
   * most 8 numbers. Called again when the step is replayed.
   */
  settings?: () => readonly number[];
}

/** Invocations per workgroup: two warps of NVIDIA or SIMD groups of Apple, one wavefront of AMD. */
const WORKGROUP = 64;

/** A compiled program. */
interface Pipeline {
  compute: GPUComputePipeline;
  layout: GPUBindGroupLayout;
}

const dispatchers = new WeakMap<WebGPUBackend, Dispatcher>();

/**
 * Records our programs among those of TF.js: same command encoder, same buffers, same order. Pipelines are
 * cached by source; a training step repeats a few dozen.
 */
export class Dispatcher {
  /** Returns the backend's only dispatcher. */
  static of(backend: WebGPUBackend): Dispatcher {
    let dispatcher = dispatchers.get(backend);
    if (!dispatcher) dispatchers.set(backend, (dispatcher = new Dispatcher(backend)));
    return dispatcher;
  }

  /**
   * Whether programs may use workgroup memory. Set to false on software adapters, which run a barrier as a
   * switch between all invocations of a workgroup.
   */
  cooperative = true;

  /**
   * Whether programs store operands in workgroup memory in half precision; sums are always in single
   * precision.
   */
  halfStorage = false;

  /** Told after each upload of settings what computes them; set while a step is captured. */
  onSettings: ((numbers: () => readonly number[]) => void) | undefined;

  private readonly pipelines = new Map<string, Pipeline>();
  private readonly uniforms = new Map<string, GPUBuffer>();
  private readonly compiling = new Map<string, Promise<void>>();
  readonly bufferNumbers = new BufferNumbers();
  private readonly kept = new KeptBindGroups(this.bufferNumbers);
  private readonly recording: Recording;

  private constructor(private readonly backend: WebGPUBackend) {
    this.recording = backend as unknown as Recording;
  }

  /** Maximum number of storage buffers per program. */
  get maxBindings(): number {
    return this.backend.device.limits.maxStorageBuffersPerShaderStage;
  }

  /** Allocates a float32 tensor. */
  output(shape: number[]): TensorInfo {
    return this.backend.makeTensorInfo(shape, 'float32');
  }

  /** Gives a tensor its buffer. */
  allocate({ dataId }: TensorInfo): void {
    this.backend.uploadToGPU(dataId);
  }

  /** Whether a tensor has not been disposed. */
  exists({ dataId }: TensorInfo): boolean {
    return this.backend.tensorMap.has(dataId);
  }

  /** Frees an intermediate tensor between two programs. */
  dispose(tensor: TensorInfo): void {
    this.backend.disposeData(tensor.dataId);
  }

  /**
   * Records one program.
   *
   * @throws Error naming the operation, the shape and the limit if a tensor or the work is too large for the
   *   device
   */
  run(program: Program): void {
    const { backend, recording } = this;
    const { bindings, settings } = program;
    const buffers = bindings.map((binding) => this.bind(program.name, binding));
    const workgroups = this.workgroups(program);
    if (tf.env().getBool(COMPILE_ONLY)) return this.compileLater(program);
    const pipeline = this.pipeline(program);
    if (program.sizes) buffers.push(this.sizesOf(program));
    const bindGroup = settings
      ? this.bindGroup(pipeline, buffers, [this.uniform(settings)])
      : this.kept.get(pipeline.compute, buffers, () => this.bindGroup(pipeline, buffers));
    backend.ensureCommandEncoderReady();
    recording.computePassEncoder ??= (recording.commandEncoder as GPUCommandEncoder).beginComputePass();
    const pass = recording.computePassEncoder;
    pass.setPipeline(pipeline.compute);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(...workgroups);
    recording.dispatchCountInPass++;
    for (const { tensor } of bindings) recording.commandQueueOwnedIds.add(tensor.dataId);
    if (recording.dispatchCountInPass >= submitEvery()) {
      backend.endComputePassEncoder();
      backend.submitQueue();
    }
  }

  /** Waits for what is being compiled, see `compileAhead`. */
  async compiled(): Promise<void> {
    await Promise.all(this.compiling.values());
  }

  private uniform(settings: () => readonly number[]): GPUBindingResource {
    const numbers = settings();
    const data = [...numbers, ...Array<number>(8 - numbers.length).fill(0)];
    // TF.js lays out each entry of a uniform by its length; four numbers form a vec4.
    const half = (from: number) => ({ type: 'float32' as const, data: data.slice(from, from + 4) });
    const uniform = this.recording.makeUniforms([half(0), half(4)]);
    this.onSettings?.(settings);
    return uniform;
  }

  /** The uniform with a program's sizes, always the same buffer for the same numbers. */
  private sizesOf({ sizes, threads = 1, workgroups }: Program): GPUBuffer {
    const numbers = [workgroups?.count ?? threads, ...Object.values(sizes ?? {})];
    const key = numbers.join();
    const present = this.uniforms.get(key);
    if (present) return present;
    const data = new Int32Array(4 * Math.ceil(numbers.length / 4));
    data.set(numbers);
    const { device } = this.backend;
    const buffer = device.createBuffer({
      size: data.byteLength,
      usage: GPUBufferUsage.UNIFORM,
      mappedAtCreation: true,
    });
    new Int32Array(buffer.getMappedRange()).set(data);
    buffer.unmap();
    this.uniforms.set(key, buffer);
    return buffer;
  }

  private bindGroup(
    { layout }: Pipeline,
    buffers: readonly GPUBuffer[],
    uniforms: readonly GPUBindingResource[] = [],
  ): GPUBindGroup {
    const resources = [...buffers.map((buffer) => ({ buffer })), ...uniforms];
    const entries = resources.map((resource, binding) => ({ binding, resource }));
    return this.backend.device.createBindGroup({ layout, entries });
  }

  private bind(name: string, { tensor, written }: Binding): GPUBuffer {
    const { backend } = this;
    const limit = backend.device.limits.maxStorageBufferBindingSize;
    const bytes = 4 * sizeOf(tensor.shape);
    if (bytes > limit) {
      throw new Error(
        `${name}: a tensor [${tensor.shape.join(', ')}] has ${bytes} bytes, but this graphics device binds at most ` +
          `${limit} at once. Use a smaller batch or working size.`,
      );
    }
    backend.uploadToGPU(tensor.dataId);
    const data = backend.tensorMap.get(tensor.dataId);
    // TF.js caches values read earlier on the CPU; a write invalidates them.
    if (written) (data as { values: unknown }).values = null;
    return data.resource as GPUBuffer;
  }

  private workgroups({ name, threads = 1, workgroups, bindings }: Program): [number, number] {
    const limit = this.backend.device.limits.maxComputeWorkgroupsPerDimension;
    const count = workgroups?.count ?? Math.max(1, Math.ceil(threads / WORKGROUP));
    const rows = Math.ceil(count / limit);
    if (rows > limit) {
      const shapes = bindings.map(({ tensor }) => `[${tensor.shape.join(', ')}]`).join(', ');
      throw new Error(
        `${name}: tensors ${shapes} need ${count} workgroups, but this graphics device runs at most ${limit} x ${limit}.`,
      );
    }
    return [Math.ceil(count / rows), rows];
  }

  private pipeline(program: Program): Pipeline {
    const key = keyOf(program);
    const present = this.pipelines.get(key);
    if (present) return present;
    const { layout, descriptor } = this.describe(program);
    const pipeline = { compute: this.backend.device.createComputePipeline(descriptor), layout };
    this.pipelines.set(key, pipeline);
    return pipeline;
  }

  /** Compiles beside other programs. One that cannot be compiled fails when it is run. */
  private compileLater(program: Program): void {
    const key = keyOf(program);
    if (this.pipelines.has(key) || this.compiling.has(key)) return;
    const { layout, descriptor } = this.describe(program);
    const compiling = this.backend.device.createComputePipelineAsync(descriptor).then(
      (compute) => void this.pipelines.set(key, { compute, layout }),
      () => undefined,
    );
    this.compiling.set(
      key,
      compiling.finally(() => this.compiling.delete(key)),
    );
  }

  private describe(program: Program): {
    layout: GPUBindGroupLayout;
    descriptor: GPUComputePipelineDescriptor;
  } {
    const { device } = this.backend;
    const module = device.createShaderModule({ code: source(program), label: program.name });
    // Declared explicitly, because a layout derived from the shader omits bindings that a special case does
    // not use.
    const buffers: GPUBufferBindingLayout[] = program.bindings.map(({ written }) => ({
      type: written ? 'storage' : 'read-only-storage',
    }));
    for (const uniform of [program.sizes, program.settings]) if (uniform) buffers.push({ type: 'uniform' });
    const layout = device.createBindGroupLayout({
      entries: buffers.map((buffer, binding) => ({ binding, visibility: GPUShaderStage.COMPUTE, buffer })),
    });
    const descriptor = {
      compute: { module, entryPoint: 'main' },
      label: program.name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    };
    return { layout, descriptor };
  }
}

function keyOf({ name, constants, sizes, threads, workgroups }: Program): string {
  const { count, size } = workgroups ?? { count: threads, size: WORKGROUP };
  return `${name} ${constants.join()} ${sizes ? Object.keys(sizes).join() : count} ${size}`;
}

function source({ bindings, sizes, settings, threads, workgroups, declarations, body }: Program): string {
  const buffers = bindings.map(
    ({ name, type = 'f32', written }, k) =>
      `@group(0) @binding(${k}) var<storage, ${written ? 'read_write' : 'read'}> ${name}: array<${type}>;`,
  );
  const uniform = (name: string, type: string) =>
    buffers.push(`@group(0) @binding(${buffers.length}) var<uniform> ${name}: ${type};`);
  const names = ['COUNT', ...Object.keys(sizes ?? {})];
  if (sizes) uniform('sizes', `array<vec4i, ${Math.ceil(names.length / 4)}>`);
  if (settings) uniform('settings', 'array<vec4f, 2>');
  const count = sizes ? 'COUNT' : (workgroups?.count ?? threads);
  const start = workgroups
    ? `let group = i32(groupId.y * groups.x + groupId.x);
  let lane = i32(laneIndex);
  if (group >= ${count}) { return; }`
    : `let i = i32((groupId.y * groups.x + groupId.x) * ${WORKGROUP}u + laneIndex);
  if (i >= ${count}) { return; }`;
  const named = names.map((name, k) => `let ${name} = sizes[${k >> 2}][${k & 3}];`);
  return `${buffers.join('\n')}
${declarations?.() ?? ''}
@compute @workgroup_size(${workgroups?.size ?? WORKGROUP})
fn main(
  @builtin(workgroup_id) groupId: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) laneIndex: u32,
) {
  ${sizes ? named.join('\n  ') : ''}
  ${start}
${body()}
}`;
}
