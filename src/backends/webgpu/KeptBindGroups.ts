import type { BufferNumbers } from './BufferNumbers';

/** Over all pipelines: several times what the steps of one training bind. */
const MAX = 20_000;

/**
 * Bind groups, kept by what they bind. Shapes stay the same, so a training step binds the buffers of the step before
 * (see `orderFreeBuffers`); making a bind group takes as long as all the rest of a dispatch.
 */
export class KeptBindGroups {
  private groups = new WeakMap<GPUComputePipeline, Map<string, GPUBindGroup>>();
  private count = 0;

  constructor(private readonly numbers: BufferNumbers) {}

  /** @param make called where these buffers have not been bound to the pipeline in this order */
  get(pipeline: GPUComputePipeline, buffers: readonly GPUBuffer[], make: () => GPUBindGroup): GPUBindGroup {
    const key = buffers.map((buffer) => this.numbers.of(buffer)).join();
    const present = this.groups.get(pipeline)?.get(key);
    if (present) return present;
    // The groups in use are soon made again.
    if (this.count >= MAX) this.clear();
    const group = make();
    const groups = this.groups.get(pipeline) ?? new Map<string, GPUBindGroup>();
    this.groups.set(pipeline, groups.set(key, group));
    this.count++;
    return group;
  }

  private clear(): void {
    this.groups = new WeakMap();
    this.count = 0;
  }
}
